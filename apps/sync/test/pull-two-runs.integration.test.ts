import { once } from "node:events";
import { rmSync } from "node:fs";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { type Sandbox, startSandbox } from "@argo-acc/sandbox";
import { acquireLock, openMirror } from "@argo-acc/store/mirror";

import { endOf, newFolder, runCommand, startCommand } from "./command.ts";
import { linesOfMirror, linesOfService } from "./pull-support/compare.ts";

const METRICS = 4000;
let sandbox: Sandbox;
let folder: string;
let options: { readonly cwd: string; readonly env: Readonly<Record<string, string>> };
const PULL = ["pull", "--mirror", "m.db"];

beforeEach(async () => {
  sandbox = await startSandbox({ dataset: { metrics: METRICS } });
  folder = newFolder();
  options = {
    cwd: folder,
    env: { ARGO_ACC_ENDPOINT: sandbox.endpoint, ARGO_ACC_TOKEN: sandbox.tokens.admin },
  };
});

afterEach(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A pull whose requests hang, once it has begun to ask. */
async function startHangingPull() {
  const fault = sandbox.faults.add("hang:3+");
  const child = startCommand(PULL, options);
  const ended = endOf(child);
  await vi.waitUntil(() => sandbox.requests.count >= 2, { timeout: 30_000 });
  return { child, ended, fault };
}

/** A command that waits: `then` is done when it says so. */
async function runWaiting(argv: readonly string[], then: () => void) {
  const child = startCommand(argv, options);
  const ended = endOf(child);
  let said = "";
  child.stderr.on("data", (text) => {
    const before = said;
    said += String(text);
    if (!before.includes("waiting") && said.includes("waiting")) then();
  });
  return ended;
}

function expectComplete(): void {
  using mirror = openMirror(join(folder, "m.db"), { readonly: true });
  expect(mirror.status().complete).toBe(true);
  expect(linesOfMirror(mirror)).toEqual(linesOfService(sandbox));
}

const HOLDER = /^waiting {3}for another test, process \d+, since 20\d\d-\d\d-\d\d \d\d:\d\d UTC$/m;

describe("a run that another one keeps out", () => {
  it.each([
    ["pull", "m.db"],
    ["push", "o.db"],
  ])("waits with --lock-wait, says for whom, and then runs: %s", async (command, file) => {
    const metric =
      "--installation i --definition 507f1f77bcf86cd799439011 --start 2024-01-01T00:00:00Z --end 2024-02-01T00:00:00Z --value 1";
    const offline = { cwd: folder, env: { ARGO_ACC_ENDPOINT: sandbox.endpoint } };
    await runCommand(["add", ...metric.split(" "), "--outbox", "o.db"], offline);
    await runCommand([...PULL, "--quiet"], options);
    const lock = acquireLock(join(folder, file), "another test");
    const argv = [command, "--mirror", "m.db", "--outbox", "o.db", "--lock-wait", "5m"];
    const { code, stderr } = await runWaiting(argv, () => lock.release());
    expect(stderr).toMatch(HOLDER);
    // the metric is of an installation that there is not
    expect([command, code]).toEqual(command === "pull" ? ["pull", 0] : ["push", 8]);
  });

  it("as a sync waits for either file", async () => {
    await runCommand([...PULL, "--quiet"], options);
    const lock = acquireLock(join(folder, "m.db"), "another test");
    const argv = ["sync", "--mirror", "m.db", "--outbox", "o.db", "--lock-wait", "5m"];
    const { code, stderr } = await runWaiting(argv, () => lock.release());
    expect(stderr).toMatch(HOLDER);
    expect(code).toBe(0);
  });

  it("gives up with exit code 6 and the name of the other", async () => {
    await runCommand([...PULL, "--quiet"], options);
    const lock = acquireLock(join(folder, "m.db"), "another test");
    const { code, stderr } = await runCommand([...PULL, "--lock-wait", "300ms"], options);
    lock.release();
    expect(stderr).toMatch(HOLDER);
    expect(stderr).toMatch(
      /\nerror: another run holds .*m\.db, still after 0\.3 s: another test, process \d+/,
    );
    expect(code).toBe(6);
  });

  it("starts when the other is killed, and reads what is missing", async () => {
    const held = await startHangingPull();
    const { code, stderr } = await runWaiting([...PULL, "--lock-wait", "5m"], () => {
      sandbox.faults.remove(held.fault);
      held.child.kill("SIGKILL");
    });
    expect(stderr).toContain(`waiting   for argo-acc pull, process ${held.child.pid}, since`);
    expect((await held.ended).code).toBe(null);
    expect(code).toBe(0);
    expectComplete();
  });

  it("waits no longer when it is told to end", async () => {
    await runCommand([...PULL, "--quiet"], options);
    const lock = acquireLock(join(folder, "m.db"), "another test");
    const child = startCommand([...PULL, "--lock-wait", "5m"], options);
    const ended = endOf(child);
    await once(child.stderr, "data");
    child.kill("SIGTERM");
    expect(await ended).toMatchObject({ code: 143, stderr: expect.stringContaining("stopped   by SIGTERM") });
    lock.release();
  });

  it("for another service is refused, and the mirror left to its own", async () => {
    await runCommand([...PULL, "--quiet"], options);
    await using other = await startSandbox({ dataset: { metrics: 10 } });
    const { code, stderr } = await runCommand([...PULL, "--endpoint", other.endpoint], options);
    expect(stderr).toMatch(/^error: .*m\.db belongs to http.*, not to http.*\n {2}\S.*\n$/);
    expect([code, other.requests.count]).toEqual([2, 0]);
    expectComplete();
  });
});

describe("those who read while a pull fills the mirror", () => {
  it("see at every moment a mirror whose parts fit together", async () => {
    sandbox.faults.add("delay:1s:3+@POST /metrics/search");
    const over = new AbortController();
    const pulled = runCommand([...PULL, "--quiet"], options).finally(() => over.abort());
    const asked = () => sandbox.requests.list().filter(({ path }) => path.endsWith("/metrics/search")).length;
    await vi.waitUntil(() => asked() >= 4, { timeout: 30_000 });
    const loop = async (argv: readonly string[]) => {
      const seen: string[] = [];
      for (let last = false; !last;) {
        last = over.signal.aborted; // which begins when the pull has ended
        const { code, stdout, stderr } = await runCommand([...argv, "--mirror", "m.db"], options);
        // 3: not complete yet, which an export says
        if (code !== 0 && code !== 3) throw new Error(`${argv.join(" ")}: ${code} ${stderr}`);
        seen.push(stdout);
      }
      return seen;
    };
    const [queries, statuses, exports] = await Promise.all([
      loop(["query", "--csv", FITTING]),
      loop(["status", "--json"]),
      loop(["export", "metrics"]),
    ]);
    expect((await pulled).code).toBe(0);
    expect(queries.filter((text) => text !== "rows,months,paths\r\n1,1,1\r\n")).toEqual([]);
    const counts = statuses.map((text) => Number(JSON.parse(text).mirror.metrics));
    expect(counts).toEqual(counts.toSorted((a, b) => a - b));
    const known = new Set(sandbox.metrics.list().map(({ id }) => id));
    for (const text of exports) {
      const ids = text
        .split("\r\n")
        .slice(1, -1)
        .map((row) => row.slice(0, 24));
      expect(new Set(ids).size).toBe(ids.length);
      expect(ids.filter((id) => !known.has(id))).toEqual([]);
    }
    // Otherwise nothing was seen in between.
    expect(Math.min(...exports.map((text) => text.length))).toBeLessThan(exports.at(-1)?.length ?? 0);
    expectComplete();
  });
});

/** The rows, their number by months and by paths: of one moment, since one statement asks. */
const FITTING = `
  WITH n AS (SELECT count(*) AS rows FROM metrics)
  SELECT n.rows = (SELECT count(DISTINCT id) FROM metrics) AS rows,
    n.rows = (SELECT coalesce(sum(count), 0) FROM usage_by_month) AS months,
    n.rows = (SELECT coalesce(sum(metrics), 0) FROM metric_path) AS paths
  FROM n`;
