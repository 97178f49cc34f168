import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { clientCredentials } from "@argo-acc/client";
import { type Sandbox, startSandbox } from "@argo-acc/sandbox";
import { openMirror } from "@argo-acc/store/mirror";

import { pull } from "../src/pull/pull.ts";
import { endOf, newFolder, runCommand, SOURCE_ENTRY, type startCommand } from "./command.ts";
import { linesOfMirror, linesOfService } from "./pull-support/compare.ts";
import { intercept } from "./pull-support/intercept.ts";
import { pullWorld } from "./pull-support/pull-world.ts";

const SEARCH = "POST /metrics/search";

let sandbox: Sandbox;
let folder: string;
let options: { readonly cwd: string; readonly env: Readonly<Record<string, string>> };
const PULL = ["pull", "--mirror", "m.db", "--json"];

beforeEach(async () => {
  sandbox = await startSandbox({ dataset: { projects: 3, providers: 4, installations: 12, metrics: 9000 } });
  folder = newFolder();
  // A viewer of everything who is no admin: each of the three projects is a grant.
  options = {
    cwd: folder,
    env: { ARGO_ACC_ENDPOINT: sandbox.endpoint, ARGO_ACC_TOKEN: sandbox.token("topv") },
  };
});

afterEach(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
});

function statesInMirror(): readonly string[] {
  using mirror = openMirror(join(folder, "m.db"), { readonly: true });
  return mirror.status().grants.map(({ state }) => state);
}

function searches(): number {
  return sandbox.requests.list().filter(({ path }) => path.endsWith("/metrics/search")).length;
}

/** A search in the midst of the second of the three grants. */
async function searchInSecondGrant(): Promise<number> {
  await using world = await pullWorld({
    dataset: { projects: 3, providers: 4, installations: 12, metrics: 9000 },
  });
  let asked = 0;
  let first = 0;
  const fetch = intercept(({ path }) => void (asked += path.startsWith("/metrics/search") ? 1 : 0));
  await pull(world.as("topv", { fetch, concurrency: 1 }), world.mirror, {
    onEvent: ({ type }) => {
      if (type === "grant" && first === 0) first = asked;
    },
  });
  return first + 4;
}

/** Stops a pull once one grant is read and the next is begun, and checks that the next pull goes on from there. */
async function stopMidway(
  fault: string,
  end: (child: ReturnType<typeof startCommand>) => void,
): Promise<{ readonly code: number | null; readonly stderr: string }> {
  const from = await searchInSecondGrant();
  const armed = sandbox.faults.add(`${fault}:${from}+@${SEARCH}`);
  const stopped = await runCommand(PULL, {
    ...options,
    onStart: (child) => {
      const watching = setInterval(() => {
        if (searches() < from) return;
        clearInterval(watching);
        end(child);
      }, 10);
      child.once("exit", () => clearInterval(watching));
    },
  });
  sandbox.faults.remove(armed);
  expect(statesInMirror()).toEqual(["read", "incomplete"]); // and of the third nothing is known yet
  const { stdout, code } = await runCommand(PULL, options);
  const next = JSON.parse(stdout);
  expect([code, next.complete, next.metrics]).toEqual([0, true, 9000]);
  expect(next.grants.map(({ state }: { state: string }) => state)).toEqual(["agrees", "read", "read"]);
  using mirror = openMirror(join(folder, "m.db"), { readonly: true });
  expect(linesOfMirror(mirror)).toEqual(linesOfService(sandbox));
  return stopped;
}

describe("a pull that is stopped between two windows goes on with what is missing", () => {
  it.each([
    ["SIGTERM", 143],
    ["SIGINT", 130],
  ] as const)("after %s, which is exit code %i", async (signal, code) => {
    const stopped = await stopMidway("hang", (child) => child.kill(signal));
    expect(JSON.parse(stopped.stderr)).toMatchObject({ error: { message: `stopped by ${signal}` } });
    expect(stopped.code).toBe(code);
  });

  it.each([
    ["the service is down", "503", 5],
    ["the connection is cut", "reset", 5],
    ["the token has expired, and there is no other", "expired-token", 4],
  ] as const)("where %s", async (_, fault, code) => {
    const stopped = await stopMidway(fault, () => {});
    expect(JSON.parse(stopped.stderr)).toMatchObject({ error: { exit_code: code } });
    expect(stopped.code).toBe(code);
  });

  it("where a file may not grow any more", async () => {
    const env = { PATH: process.env["PATH"], HOME: folder, ...options.env };
    const argv = [process.execPath, SOURCE_ENTRY, ...PULL];
    const limited = await endOf(
      spawn("bash", ["-c", 'ulimit -f 700; exec "$@"', "bash", ...argv], { cwd: folder, env }),
    );
    expect(JSON.parse(limited.stderr)).toMatchObject({ error: { exit_code: 9 } });
    expect(limited.code).toBe(9);
    const { stdout } = await runCommand(PULL, options);
    expect(JSON.parse(stdout)).toMatchObject({ complete: true, metrics: 9000 });
    using mirror = openMirror(join(folder, "m.db"), { readonly: true });
    expect(linesOfMirror(mirror)).toEqual(linesOfService(sandbox));
  });

  it.skipIf(!canMount())("on a full disk, once there is room [needs leave to mount]", async () => {
    mkdirSync(join(folder, "disk"));
    const env = { PATH: process.env["PATH"], HOME: folder, ...options.env };
    const argv = [process.execPath, SOURCE_ENTRY, "pull", "--mirror", "disk/m.db", "--json"];
    // In a mount namespace of its own, where a disk of any size can be made.
    const line = [
      "mount -t tmpfs -o size=900k none disk",
      'for try in 1 2; do "$@"; echo "exit $?"; done',
      "mount -o remount,size=100m disk",
      '"$@"; echo "exit $?"; cp disk/m.db* .',
    ].join("; ");
    const { stdout, stderr } = await endOf(
      spawn("bash", ["-c", 'unshare -rm bash -c "$LINE" bash "$@"', "bash", ...argv], {
        cwd: folder,
        env: { ...env, LINE: line },
      }),
    );
    expect(
      stderr
        .trim()
        .split("\n")
        .map((one) => JSON.parse(one).error.code),
    ).toEqual(["store_full", "store_full"]);
    const [first, second, result = "", last] = stdout.trim().split("\n");
    expect([first, second, last]).toEqual(["exit 9", "exit 9", "exit 0"]);
    expect(JSON.parse(result)).toMatchObject({ complete: true, metrics: 9000 });
    using mirror = openMirror(join(folder, "m.db"), { readonly: true });
    expect(linesOfMirror(mirror)).toEqual(linesOfService(sandbox));
  });
});

describe("a token that expires midway", () => {
  it("is renewed, and the pull goes on as if nothing had happened", async () => {
    let now = Date.now();
    let asked = 0;
    await using world = await pullWorld({ dataset: { metrics: 9000 }, tokenLifetime: 60, now: () => now });
    const token = clientCredentials({
      issuer: world.sandbox.issuer,
      clientId: "admin",
      clientSecret: "admin-secret",
    });
    const fetch = intercept(({ path }) => {
      if (!path.startsWith("/metrics/search")) return;
      asked += 1;
      if (asked % 5 === 0) now += 120_000; // a token lives half as long
    });
    const acc = world.as("admin", { token, fetch, concurrency: 1 });
    expect(await pull(acc, world.mirror)).toMatchObject({ complete: true, metrics: 9000 });
    expect(world.sandbox.requests.list().filter(({ status }) => status === 401).length).toBeGreaterThan(1);
    expect(linesOfMirror(world.mirror)).toEqual(linesOfService(world.sandbox));
  });
});

/** Whether this machine lets anybody mount something in a namespace of their own. */
function canMount(): boolean {
  return spawnSync("bash", ["-c", "unshare -rm mount -t tmpfs none /mnt"]).status === 0;
}
