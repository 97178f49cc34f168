import { rmSync } from "node:fs";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { type Sandbox, startSandbox } from "@argo-acc/sandbox";

import { newFolder, runCommand } from "./command.ts";

let sandbox: Sandbox;
let folder: string;
beforeAll(async () => {
  sandbox = await startSandbox({
    dataset: { projects: 3, providers: 4, installations: 12, months: 6, metrics: 900 },
  });
  folder = newFolder();
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await sandbox.close();
});

const ID = "[0-9a-f]{24}";
const PROJECT = "[\\w-]+";

function refusals(text: string): readonly string[] {
  return text.split("\n").filter((one) => one.startsWith("refused"));
}

describe("what the token may read and what not", () => {
  it.each([
    ["admin", "the whole system", undefined],
    ["pv", `project ${PROJECT}`, undefined],
    ["va", `provider ${ID} in project ${PROJECT}`, `the rest of project ${PROJECT} \\(403\\)`],
    ["iv", `installation ${ID} in project ${PROJECT}`, `the rest of project ${PROJECT} \\(403\\)`],
    [
      "rep",
      `provider ${ID} in project ${PROJECT}, provider ${ID} in project ${PROJECT}`,
      "4 providers \\(403\\)",
    ],
  ])("is said of %s by the pull, and offline by status", async (role, readable, refused) => {
    const files = ["--mirror", `${role}.db`];
    const env = { ARGO_ACC_ENDPOINT: sandbox.endpoint, ARGO_ACC_TOKEN: sandbox.token(role) };
    const pulled = await runCommand(["pull", ...files], { cwd: folder, env });
    const status = await runCommand(["status", ...files], { cwd: folder });
    const line = refused === undefined ? [] : [new RegExp(`^refused   ${refused}$`)];
    const expected = line.map((one) => expect.stringMatching(one));
    expect([refusals(pulled.stderr), refusals(status.stdout)]).toEqual([expected, expected]);
    expect(status.stdout).toMatch(new RegExp(`^readable  ${readable}$`, "m"));
    expect([pulled.code, status.code]).toEqual([0, 0]);
  });

  it("is in the results as lists", async () => {
    const env = { ARGO_ACC_ENDPOINT: sandbox.endpoint, ARGO_ACC_TOKEN: sandbox.token("vv") };
    const pulled = await runCommand(["pull", "--json", "--mirror", "vv.db"], { cwd: folder, env });
    const status = await runCommand(["status", "--json", "--mirror", "vv.db"], { cwd: folder });
    const refused = [
      { grant: { kind: "project", project_id: expect.any(String) }, status: 403, source: "GET /clients/me" },
    ];
    expect(JSON.parse(pulled.stdout)).toMatchObject({ grants: [{ state: "read" }], refused });
    expect(JSON.parse(status.stdout)).toMatchObject({ mirror: { grants: [{ state: "read" }], refused } });
  });

  it("is found out in full by a pull with --full, and then not forgotten", async () => {
    const env = { ARGO_ACC_ENDPOINT: sandbox.endpoint, ARGO_ACC_TOKEN: sandbox.token("pa") };
    const refusedBy = async (...more: string[]) => {
      const { stdout } = await runCommand(["pull", "--json", "--mirror", "pa.db", ...more], {
        cwd: folder,
        env,
      });
      return JSON.parse(stdout).refused.length;
    };
    expect([await refusedBy(), await refusedBy("--full"), await refusedBy()]).toEqual([0, 4, 4]);
  });
});
