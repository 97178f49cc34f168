import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { chmod, mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { tokenFromFile } from "@argo-acc/client/node";
import { afterEach, beforeEach, expect, test } from "vitest";

import { testClient } from "./support/clients.ts";
import { serve } from "./support/scripted-server.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "argo-acc-token-"));
});
afterEach(() => rm(folder, { recursive: true }));

test("reads the file again when it changes, in size or in time", async () => {
  const path = join(folder, "token");
  const source = tokenFromFile(path);
  await writeFile(path, " first\n");
  expect(await source.get()).toBe("first");

  await writeFile(path, "second\n");
  expect(await source.get()).toBe("second");

  await writeFile(path, "third!\n");
  await utimes(path, new Date(), new Date(Date.now() + 60_000));
  expect(await source.get()).toBe("third!");
});

test("a 401 makes it look whether there is another one", async () => {
  await using server = await serve({ status: 401 }, { status: 200, body: { id: "p", providers: [] } });
  const path = join(folder, "token");
  await writeFile(path, "old");
  const acc = testClient({
    endpoint: server.origin,
    token: tokenFromFile(path),
    // the job that looks after the token happens to write a fresh one now
    onResponse: () => writeFileSync(path, "newer"),
  });

  await acc.project("p").get();

  expect(server.seen.map(({ authorization }) => authorization)).toEqual(["Bearer old", "Bearer newer"]);
});

test.each([
  { name: "missing", words: "does not exist", make: async () => {} },
  { name: "empty", words: "is empty", make: (path: string) => writeFile(path, " \n") },
])("a file that is $name is an error that names it", async ({ words, make }) => {
  const path = join(folder, "token");
  await make(path);

  await expect(tokenFromFile(path).get()).rejects.toMatchObject({
    code: "token",
    message: `the token file ${path} ${words}`,
    cure: expect.stringContaining("access token"),
  });
});

test("so is a directory", async () => {
  await expect(tokenFromFile(folder).get()).rejects.toMatchObject({
    code: "token",
    message: `the token file ${folder} is a directory`,
  });
});

test("so is a file that this user may not read", async () => {
  const path = join(folder, "token");
  await writeFile(path, "secret");
  await chmod(path, 0);

  // root may read everything, so the process that tries becomes somebody else first
  const source = `
    import { tokenFromFile } from ${JSON.stringify(new URL("../src/node/index.ts", import.meta.url).href)};
    if (process.getuid() === 0) process.setuid(65534);
    tokenFromFile(${JSON.stringify(path)}).get().catch((error) => console.log(JSON.stringify(error)));`;
  const { stdout } = spawnSync(process.execPath, ["--input-type=module", "-e", source], { encoding: "utf8" });

  expect(JSON.parse(stdout)).toMatchObject({
    code: "token",
    message: `the token file ${path} may not be read by this user`,
  });
});
