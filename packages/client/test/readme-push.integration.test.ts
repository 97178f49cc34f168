import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { startSandbox } from "@argo-acc/sandbox";
import { expect, test } from "vitest";

const readme = await readFile(new URL("../README.md", import.meta.url), "utf8");
const code = /^## Report usage\n[\s\S]*?```ts\n([\s\S]*?)```/m.exec(readme)?.[1] ?? "";

test("the script of the readme reports usage once, however often it runs and whatever answer is lost", async () => {
  await using sandbox = await startSandbox({ dataset: { metrics: 50, until: "2023-06" } });
  const before = sandbox.metrics.count;
  const [like] = sandbox.metrics.list();
  const folder = await mkdtemp(join(tmpdir(), "argo-acc-readme-"));
  const file = join(folder, "report.ts");
  const script = code
    .replace("api.acc.argo.grnet.gr", sandbox.endpoint)
    .replace("507f1f77bcf86cd799439011", like?.installation_id ?? "")
    .replace("507f1f77bcf86cd799439012", like?.metric_definition_id ?? "")
    .replace('"@argo-acc/client"', JSON.stringify(import.meta.resolve("@argo-acc/client")));
  await writeFile(file, script);
  const run = () =>
    new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) => {
      const env = { ...process.env, ARGO_ACC_TOKEN: sandbox.token("admin") };
      const child = execFile(process.execPath, [file], { env }, (_, stdout, stderr) =>
        resolve({ code: child.exitCode, stdout, stderr }),
      );
    });

  sandbox.faults.add("lose-reply:1x@POST /installations");
  const first = await run();
  expect(first).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(/^2024-02\S+ 1498 added as [0-9a-f]{24}\n$/),
  });
  expect(first.stderr).toContain("it may have been stored");

  const second = await run();
  expect(second).toEqual({
    code: 0,
    stdout: "2024-01-01T00:00:00Z: 1520.5 is there already\n2024-02-01T00:00:00Z: 1498 is there already\n",
    stderr: "",
  });
  expect(sandbox.metrics.count).toBe(before + 2);
  await rm(folder, { recursive: true });
});
