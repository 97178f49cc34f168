import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

import { expect, test } from "vitest";

const run = promisify(execFile);

test("the same seed answers lists and searches with the same bytes, in any process", async () => {
  const script = join(import.meta.dirname, "print-bytes.ts");
  const printed = await Promise.all([1, 2].map(() => run(process.execPath, [script])));
  expect(printed.map(({ stdout }) => stdout.trim())).toEqual([
    "81230a9a5f54280c 842b97ff8dddc5ed",
    "81230a9a5f54280c 842b97ff8dddc5ed",
  ]);
});
