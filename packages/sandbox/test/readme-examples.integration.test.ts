import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

import { afterAll, beforeAll, expect, test } from "vitest";

const run = promisify(execFile);
const here = join(import.meta.dirname, "..");
const vitest = dirname(createRequire(import.meta.url).resolve("vitest/package.json"));
const PAGES = ["README.md", "../../docs/testing-your-integration.md"];

let folder: string;

/** A project of its own that has the sandbox and vitest installed. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "argo-acc-examples-"));
  await mkdir(join(folder, "node_modules/@argo-acc"), { recursive: true });
  await symlink(here, join(folder, "node_modules/@argo-acc/sandbox"));
  await symlink(vitest, join(folder, "node_modules/vitest"));
  await writeFile(join(folder, "package.json"), JSON.stringify({ type: "module" }));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** The examples of a page that are tests of one runner. */
async function examples(page: string, runner: string): Promise<string[]> {
  const text = await readFile(join(here, page), "utf8");
  const blocks = [...text.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = ""]) => code);
  return blocks.filter((code) => code.includes(`from "${runner}"`));
}

async function written(page: string, runner: string): Promise<string[]> {
  const codes = await examples(page, runner);
  const files = codes.map((_, at) =>
    join(folder, `${runner.replace(":", "-")}-${PAGES.indexOf(page)}-${at}.test.ts`),
  );
  await Promise.all(files.map((file, at) => writeFile(file, codes[at] ?? "")));
  return files;
}

test.for(PAGES)("the examples of %s for vitest pass", async (page) => {
  const files = await written(page, "vitest");
  const { stdout } = await run(
    process.execPath,
    [join(vitest, "vitest.mjs"), "run", "--root", folder, ...files],
    {
      cwd: folder,
      env: { ...process.env, NO_COLOR: "1", VITEST: "" },
    },
  );
  expect(stdout).toMatch(new RegExp(`Test Files\\s+${files.length} passed`));
});

test.for(PAGES)("the examples of %s for node:test pass", async (page) => {
  const files = await written(page, "node:test");
  const { stdout } = await run(process.execPath, ["--test", "--test-reporter=tap", ...files], {
    cwd: folder,
    env: { ...process.env, NODE_TEST_CONTEXT: undefined },
  });
  expect(stdout).toMatch(/# fail 0/);
  expect(stdout).toMatch(new RegExp(`# pass ${files.length}`));
});
