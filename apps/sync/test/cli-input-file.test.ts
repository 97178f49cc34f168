import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, test } from "vitest";

import { readInputFile } from "../src/cli/input-file.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "argo-acc-input-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

test("a file comes whole", async () => {
  const path = join(folder, "november.csv");
  writeFileSync(path, "x".repeat(200_000));
  let bytes = 0;
  for await (const piece of readInputFile(path, "--file")) bytes += piece.length;
  expect(bytes).toBe(200_000);
});

test("a file that is still written is refused, not read by half", async () => {
  const path = join(folder, "november.csv");
  writeFileSync(path, "x".repeat(200_000));
  const read = async () => {
    let pieces = 0;
    for await (const piece of readInputFile(path, "--file")) {
      if (pieces === 0) appendFileSync(path, `more than ${piece.length}`);
      pieces += 1;
    }
  };
  await expect(read()).rejects.toMatchObject({
    code: "config",
    message: `${path} changed while it was read`,
  });
});

test.each([
  ["missing.csv", "there is no such file"],
  [".", "it is a folder"],
])("%s cannot be read: %s", async (name, why) => {
  const path = join(folder, name);
  await expect(readInputFile(path, "--file").next()).rejects.toMatchObject({
    code: "config",
    message: `cannot read ${path}: ${why}`,
    cure: "check the path after --file",
  });
});
