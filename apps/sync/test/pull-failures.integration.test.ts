import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

import { describe, expect, it } from "vitest";

import { AccAuthenticationError, AccConfigError, AccResponseError } from "@argo-acc/core";
import { AccStoreError, acquireLock, openMirror } from "@argo-acc/store/mirror";

import { pull } from "../src/pull/pull.ts";
import { linesOfMirror, linesOfService } from "./pull-support/compare.ts";
import { IMPATIENT, intercept, refusal } from "./pull-support/intercept.ts";
import { pullWorld, rowsOf } from "./pull-support/pull-world.ts";

const PROCESS = fileURLToPath(new URL("pull-support/pull-process.ts", import.meta.url));
/** Enough for about thirty windows. */
const MANY = { metrics: 20_000 };

describe("a pull that is stopped", () => {
  it("by a service that fails midway keeps what came, says that it is not complete, and goes on the next time", async () => {
    await using world = await pullWorld({ dataset: MANY });
    const { sandbox, mirror } = world;
    const fault = sandbox.faults.add({ name: "503", route: "POST /metrics/search", from: 12 });
    await expect(pull(world.as("admin", { clock: IMPATIENT, concurrency: 1 }), mirror)).rejects.toThrow(
      AccResponseError,
    );
    const { metrics } = mirror.status();
    expect(metrics).toBeGreaterThan(0);
    expect(metrics).toBeLessThan(20_000);
    expect(mirror.status()).toMatchObject({ complete: false, read_at: null });
    expect(mirror.status().grants).toMatchObject([{ state: "incomplete", read_at: null }]);
    expect(rowsOf(mirror, "SELECT complete, added, problem FROM runs")).toEqual([
      { complete: 0, added: metrics, problem: expect.stringContaining("503") },
    ]);
    const service = new Set(linesOfService(sandbox));
    expect(linesOfMirror(mirror).every((line) => service.has(line))).toBe(true);

    sandbox.faults.remove(fault);
    const result = await pull(world.as("admin"), mirror);
    expect(result).toMatchObject({
      complete: true,
      rows: { added: 20_000 - metrics, changed: 0, unchanged: metrics },
    });
    expect(linesOfMirror(mirror)).toEqual(linesOfService(sandbox));
  });

  it("by a token that expires midway throws that, and forgets what it suspected", async () => {
    await using world = await pullWorld({ dataset: MANY });
    const { sandbox, mirror } = world;
    await pull(world.as("admin"), mirror);
    for (const { id } of sandbox.metrics.list({ limit: 5 })) sandbox.metrics.delete(id);
    const fault = sandbox.faults.add({ name: "expired-token", route: "POST /metrics/search", from: 20 });
    const acc = world.as("admin", { clock: IMPATIENT, concurrency: 1 });
    await expect(pull(acc, mirror, { full: true })).rejects.toThrow(AccAuthenticationError);
    expect(mirror.status()).toMatchObject({ metrics: 20_000, complete: false });
    expect(mirror.status().read_at).not.toBeNull();

    sandbox.faults.remove(fault);
    const result = await pull(world.as("admin"), mirror);
    expect(result).toMatchObject({ complete: true, rows: { gone: 5, added: 0 } });
    expect(linesOfMirror(mirror)).toEqual(linesOfService(sandbox));
  });

  it("by its caller throws the caller's reason at the edge of a window", async () => {
    await using world = await pullWorld({ dataset: MANY });
    const stop = new AbortController();
    const reason = new Error("enough for today");
    const pulling = pull(world.as("admin"), world.mirror, {
      signal: stop.signal,
      onEvent(event) {
        if (event.type === "progress" && event.rows > 3000) stop.abort(reason);
      },
    });
    await expect(pulling).rejects.toBe(reason);
    const { metrics } = world.mirror.status();
    expect(metrics).toBeGreaterThan(3000);
    expect(rowsOf(world.mirror, "SELECT problem FROM runs")).toEqual([{ problem: "enough for today" }]);
    expect(await pull(world.as("admin"), world.mirror)).toMatchObject({ complete: true, metrics: 20_000 });
  });

  it("by a full disk says so, and goes on once there is space", async () => {
    await using world = await pullWorld({ dataset: MANY });
    const { mirror } = world;
    mirror.database.pragma("max_page_count = 150");
    const failure = await pull(world.as("admin"), mirror).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(AccStoreError);
    expect(failure).toMatchObject({ code: "store_full", path: mirror.path });
    mirror.database.pragma("max_page_count = 1000000");
    const { metrics } = mirror.status();
    expect(metrics).toBeGreaterThan(0);
    const result = await pull(world.as("admin"), mirror);
    expect(result).toMatchObject({ complete: true, rows: { added: 20_000 - metrics, unchanged: metrics } });
    expect(linesOfMirror(mirror)).toEqual(linesOfService(world.sandbox));
  });

  it("by sources that fail, all that could name a grant, does not say that nothing is readable", async () => {
    await using world = await pullWorld();
    const broken = world.as("pa", {
      clock: IMPATIENT,
      fetch: intercept(({ path }) =>
        path.startsWith("/clients/me") || path.startsWith("/installations/all") ? refusal(500) : undefined,
      ),
    });
    const failure = await pull(broken, world.mirror).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(AccResponseError);
    expect(failure).toMatchObject({ status: 500 });
  });

  it("before it began leaves the service alone", async () => {
    await using world = await pullWorld();
    const reason = new Error("never mind");
    await expect(pull(world.as("admin"), world.mirror, { signal: AbortSignal.abort(reason) })).rejects.toBe(
      reason,
    );
    expect(world.sandbox.requests.count).toBe(0);
  });

  it("by kill -9 leaves right rows, lets go of the lock, and is finished by the next one", async () => {
    await using world = await pullWorld({ dataset: MANY });
    const { sandbox, mirror } = world;
    const child = spawn(process.execPath, [PROCESS, sandbox.endpoint, mirror.path], {
      env: { ...process.env, ARGO_ACC_TOKEN: sandbox.token("admin") },
      stdio: ["ignore", "pipe", "inherit"],
    });
    for await (const rows of child.stdout) if (Number(String(rows).trim().split("\n").at(-1)) > 2000) break;
    child.kill("SIGKILL");
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");

    const { metrics } = mirror.status();
    expect(metrics).toBeGreaterThan(2000);
    expect(metrics).toBeLessThan(20_000);
    expect(rowsOf(mirror, "SELECT added, ended_at, complete FROM runs")).toEqual([
      { added: metrics, ended_at: null, complete: 0 },
    ]);
    const service = new Set(linesOfService(sandbox));
    expect(linesOfMirror(mirror).every((line) => service.has(line))).toBe(true);

    const result = await pull(world.as("admin"), mirror);
    expect(result).toMatchObject({ complete: true, rows: { added: 20_000 - metrics, unchanged: metrics } });
    expect(linesOfMirror(mirror)).toEqual(linesOfService(sandbox));
  });
});

describe("a pull is refused", () => {
  it("while another run holds the mirror", async () => {
    await using world = await pullWorld();
    const lock = acquireLock(world.mirror.path, "another run");
    await expect(pull(world.as("admin"), world.mirror)).rejects.toThrow(AccStoreError);
    await expect(pull(world.as("admin"), world.mirror)).rejects.toThrow("another run holds");
    expect(world.sandbox.requests.count).toBe(0);
    lock.release();
    expect(await pull(world.as("admin"), world.mirror)).toMatchObject({ complete: true });
  });

  it("into the mirror of another service", async () => {
    await using world = await pullWorld();
    const path = world.mirror.path.replace("mirror.db", "other.db");
    using other = openMirror(path, { endpoint: "https://api.example.org/accounting-system" });
    await expect(pull(world.as("admin"), other)).rejects.toThrow(AccConfigError);
    expect(rowsOf(other, "SELECT * FROM runs")).toEqual([]);
  });
});
