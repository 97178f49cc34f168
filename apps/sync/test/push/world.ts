import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { AccClient, type AccClientOptions } from "@argo-acc/client";
import { type FaultSpec, type Sandbox, startSandbox, type StoredMetric } from "@argo-acc/sandbox";
import { type NewEntry, openOutbox, type Outbox } from "@argo-acc/store/outbox";

import { push, type PushOptions, type PushResult } from "../../src/push/push.ts";

const HOUR_MS = 3_600_000;
const FIRST_START = Date.UTC(2024, 0, 1);

/** The grace of these tests, on a clock of their own. */
export const GRACE_MS = 60_000;

interface TestClock {
  /** This machine's, in milliseconds since the epoch. */
  time: number;
  /** By how much the service's is behind it. */
  serviceBehindMs: number;
}

/** A service with ten metrics in it, an empty outbox, and a clock that only moves when told to. */
export class World implements AsyncDisposable {
  readonly sandbox: Sandbox;
  readonly outbox: Outbox;
  readonly acc: AccClient;
  readonly installation: string;
  readonly definition: string;
  readonly clock: TestClock;
  readonly folder: string;

  constructor(sandbox: Sandbox, folder: string, clock: TestClock) {
    this.sandbox = sandbox;
    this.folder = folder;
    this.clock = clock;
    this.outbox = openOutbox(join(folder, "outbox.db"), { endpoint: sandbox.endpoint });
    this.acc = this.client();
    this.installation = [...sandbox.state.installations.keys()][0] ?? "";
    this.definition = [...sandbox.state.definitions.keys()][0] ?? "";
  }

  /** @param time the clock at the start, in milliseconds since the epoch */
  static async open(
    faults: readonly (FaultSpec | string)[] = [],
    time = Date.UTC(2024, 5, 1),
  ): Promise<World> {
    const folder = await mkdtemp(join(tmpdir(), "argo-acc-push-"));
    const clock: TestClock = { time, serviceBehindMs: 0 };
    const now = () => clock.time - clock.serviceBehindMs;
    return new World(await startSandbox({ dataset: { metrics: 10 }, faults, now }), folder, clock);
  }

  /** A client that waits for nothing. */
  client(options: Partial<AccClientOptions> = {}): AccClient {
    const clock = { now: () => this.clock.time, wait: async () => {}, random: () => 0.5 };
    return new AccClient({
      endpoint: this.sandbox.endpoint,
      token: this.sandbox.token("admin"),
      timeoutMs: 5000,
      clock,
      ...options,
    });
  }

  /** This machine's clock, in milliseconds since the epoch. */
  readonly now = (): number => this.clock.time;

  /** Puts a metric in behind the service's back, like an entry. */
  insert(change: Partial<StoredMetric> = {}): string {
    const [entry] = this.entries(1);
    return this.sandbox.metrics.insert(this.installation, {
      metric_definition_id: this.definition,
      time_period_start: entry?.time_period_start,
      time_period_end: entry?.time_period_end,
      value: 1,
      user_id: "outbox",
      ...change,
    });
  }

  /** Queues {@link entries}. */
  add(count: number): void {
    this.outbox.add(this.entries(count), { now: this.now });
  }

  /** Metrics of one hour each, one after the other, with values 1, 2, 3 … */
  entries(count: number, change: Partial<NewEntry> = {}): NewEntry[] {
    return Array.from({ length: count }, (_, index) => ({
      installation_id: this.installation,
      metric_definition_id: this.definition,
      time_period_start: new Date(FIRST_START + index * HOUR_MS).toISOString(),
      time_period_end: new Date(FIRST_START + (index + 1) * HOUR_MS).toISOString(),
      value: index + 1,
      user_id: "outbox",
      ...change,
    }));
  }

  /** What the service has of them, by value. */
  stored(): StoredMetric[] {
    return this.sandbox.metrics
      .find(({ user_id }) => user_id === "outbox")
      .toSorted((a, b) => a.value - b.value);
  }

  push(options: PushOptions = {}, acc = this.acc): Promise<PushResult> {
    return push(acc, this.outbox, { graceMs: GRACE_MS, now: this.now, ...options });
  }

  /** Pushes, with more than a grace between, until nothing is left to do. */
  async pushUntilDone(): Promise<PushResult[]> {
    const results: PushResult[] = [];
    for (;;) {
      const result = await this.push();
      results.push(result);
      if (result.pending + result.uncertain === 0 || results.length === 40) return results;
      this.clock.time += GRACE_MS + 1;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.outbox.close();
    await this.sandbox.close();
    await rm(this.folder, { recursive: true });
  }
}

/** How many times each value is there, for the values that are not there exactly once. */
export function notOnce(stored: readonly { value: number }[], count: number): Record<number, number> {
  const times = Object.fromEntries(Array.from({ length: count }, (_, index) => [index + 1, 0]));
  for (const { value } of stored) times[value] = (times[value] ?? 0) + 1;
  return Object.fromEntries(Object.entries(times).filter(([, n]) => n !== 1));
}
