import { execFile } from "node:child_process";
import { promisify } from "node:util";

import { expect, test } from "vitest";

import { digests } from "./digests.ts";

const run = promisify(execFile);
const EXPECTED = ["81230a9a5f54280c", "842b97ff8dddc5ed"];

test(
  "the same seed answers lists and searches with the same bytes, in any process, time zone and language",
  { timeout: 30_000 },
  async () => {
    const module = new URL("digests.ts", import.meta.url).href;
    const script = `import { digests } from ${JSON.stringify(module)}; console.log(JSON.stringify(await digests()));`;
    const env = { ...process.env, TZ: "Pacific/Apia", LC_ALL: "tr_TR.UTF-8" };
    const { stdout } = await run(process.execPath, ["--input-type=module", "-e", script], { env });
    expect(JSON.parse(stdout)).toEqual(EXPECTED);
    expect(await digests()).toEqual(EXPECTED);
  },
);
