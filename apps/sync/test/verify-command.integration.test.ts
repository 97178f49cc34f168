import { copyFileSync } from "node:fs";
import { join } from "node:path";

import { type Sandbox, startSandbox, type StoredMetric } from "@argo-acc/sandbox";
import { openMirror } from "@argo-acc/store/mirror";
import { afterAll, beforeAll, expect, test } from "vitest";

import { contentOf, type Ended, newFolder, runCommand } from "./command.ts";

let sandbox: Sandbox;
let metric: StoredMetric;
const folder = newFolder();
const path = join(folder, "m.db");

beforeAll(async () => {
  sandbox = await startSandbox({ dataset: { projects: 1, installations: 3, months: 3, metrics: 90 } });
  const [first] = sandbox.metrics.list();
  if (first === undefined) throw new Error("the sandbox is empty");
  metric = first;
  const { code, stderr } = await run(["pull"]);
  if (code !== 0) throw new Error(stderr);
});
afterAll(() => sandbox.close());

function run(argv: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const token = { ARGO_ACC_ENDPOINT: sandbox.endpoint, ARGO_ACC_TOKEN: sandbox.tokens.admin };
  return runCommand(argv, { cwd: folder, env: { ...token, ARGO_ACC_MIRROR: path, ...env } });
}

/** A copy of the mirror, changed by hand; the options that name it. */
function edited(name: string, sql: string): string[] {
  const copy = join(folder, name);
  copyFileSync(path, copy);
  using mirror = openMirror(copy, { create: false });
  mirror.database.exec(sql);
  return ["--mirror", copy];
}

test("a mirror that is what the service reports: 0, in one line, and the file is as it was", async () => {
  const before = contentOf(folder);
  const { code, stdout, stderr } = await run(["verify"]);
  expect({ code, stdout }).toStrictEqual({ code: 0, stdout: "" });
  expect(stderr).toMatch(
    /the whole system · m\.db · 4 reports to ask for\nequal +the whole system, 3 months from/,
  );
  expect(contentOf(folder)).toStrictEqual(before);
});

test("a mirror that differs: 7, with the metric and what to do", async () => {
  const value = `UPDATE metric SET value = 12.5 WHERE lower(hex(id)) = '${metric.id}'`;
  const { code, stderr } = await run(["verify", ...edited("value.db", value)]);
  expect(code).toBe(7);
  expect(stderr).toMatch(/^differs +1 definition of an installation/m);
  expect(stderr).toContain(`value 12.5 here, ${metric.value} at the service`);
  expect(stderr).toMatch(/^cure +what changed at the service since the last pull \(.* UTC, just now\)/m);
});

test("with --json every difference is one object", async () => {
  const { code, stdout } = await run([
    "verify",
    "--json",
    ...edited("all.db", "UPDATE metric SET value = value + 1"),
  ]);
  expect(code).toBe(7);
  const { equal, complete, differences } = JSON.parse(stdout) as VerifyJson;
  expect({ equal, complete }).toStrictEqual({ equal: false, complete: true });
  expect(new Set(differences.flatMap(({ metrics }) => metrics.map(({ id }) => id))).size).toBe(90);
});

interface VerifyJson {
  readonly equal: boolean;
  readonly complete: boolean;
  readonly differences: readonly { readonly metrics: readonly { readonly id: string }[] }[];
}

test("what could not be compared: 3, and its name", async () => {
  const hole = "UPDATE grant_state SET state = 'incomplete', why = 'a hole'";
  const { code, stderr } = await run(["verify", ...edited("hole.db", hole)]);
  expect(code).toBe(3);
  expect(stderr).toMatch(/^missing +the whole system could not be compared: not read to its end: a hole$/m);
});

test.each<readonly [code: number, argv: readonly string[], env: Readonly<Record<string, string>>]>([
  [2, ["verify", "--from", "yesterday"], {}],
  [2, ["verify", "--from", "2024-02", "--to", "2024-01"], {}],
  [2, ["verify", "--offline", "--from", "2024-01"], {}],
  [2, ["verify", "--mirror", "none.db"], {}],
  [2, ["verify", "--endpoint", "http://127.0.0.1:9"], {}],
  [4, ["verify"], { ARGO_ACC_TOKEN: "" }],
  [4, ["verify"], { ARGO_ACC_TOKEN: "ey.wrong.token" }],
  [9, ["verify", "--offline", "--mirror", "/"], {}],
])("ends with %i: %j", async (code, argv, env) => {
  expect(await run(argv, env)).toMatchObject({ code });
});

test("offline it needs no service and no token, and says 0 or 7", async () => {
  const offline = { ARGO_ACC_ENDPOINT: "http://127.0.0.1:9", ARGO_ACC_TOKEN: "" };
  const sound = await run(["verify", "--offline"], offline);
  expect(sound.code).toBe(0);
  expect(sound.stderr).toMatch(/^sound +90 metrics, as of run 1: the file agrees with itself$/m);
  const wrong = edited("counts.db", "UPDATE metric_path SET metrics = metrics + 1 WHERE key = 1");
  const found = await run(["verify", "--offline", ...wrong], offline);
  expect(found.code).toBe(7);
  expect(found.stderr).toMatch(
    /^wrong +installations whose number of metrics is not that of their rows: 1$/m,
  );
  expect(found.stderr).toMatch(/^cure +sqlite3 .*counts\.db "UPDATE metric_path/m);
});
