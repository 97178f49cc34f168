import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { AccConfigError } from "@argo-acc/core";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";

import {
  type AttemptOutcome,
  ENTRY_STATES,
  type EntryState,
  type NewEntry,
  type Outbox,
  openOutbox,
} from "../src/outbox/index.ts";

const ENDPOINT = "https://api.acc.example.org/accounting-system";
const NOW = Date.parse("2024-06-01T00:00:00Z");

let folder: string;
let files = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "argo-acc-outbox-"));
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

function newOutbox(): Outbox {
  return openOutbox(join(folder, `${++files}.db`), { endpoint: ENDPOINT });
}

function entry(day: number, value: number): NewEntry {
  return {
    installation_id: "65d1f0a0c3a5b20000000001",
    metric_definition_id: "65d1f0a0c3a5b200000000aa",
    time_period_start: `2024-01-0${day}T00:00:00Z`,
    time_period_end: `2024-01-0${day}T12:00:00Z`,
    value,
  };
}

/** Brings an entry into each state by the way a push takes. */
const REACH: Readonly<Record<EntryState, (outbox: Outbox, id: number) => void>> = {
  pending: () => {},
  sending: (outbox, id) => {
    outbox.ledger.begin(id, NOW);
  },
  uncertain: (outbox, id) => {
    outbox.ledger.begin(id, NOW);
    outbox.ledger.end(id, NOW, { state: "uncertain", message: "no answer" });
  },
  done: (outbox, id) => {
    outbox.ledger.present(id, `metric-${id}`, "already_present", NOW);
  },
  rejected: (outbox, id) => {
    outbox.ledger.begin(id, NOW);
    outbox.ledger.end(id, NOW, { state: "rejected", message: "no", status: 404 });
  },
  conflict: (outbox, id) => {
    outbox.ledger.conflict(id, { value: 2, metric_id: "other", entry: null }, "another value", NOW);
  },
  dropped: (outbox, id) => outbox.drop(id, "a test", () => NOW),
};

/** What may be done with an entry, and the states that allow it. */
const DOINGS: readonly [
  name: string,
  does: (outbox: Outbox, id: number) => unknown,
  to: EntryState,
  from: readonly EntryState[],
][] = [
  ["drop", (outbox, id) => outbox.drop(id, "x"), "dropped", ["pending", "rejected", "conflict"]],
  ["retry", (outbox, id) => outbox.retry(id), "pending", ["pending", "rejected", "conflict"]],
  [
    "an answer",
    (outbox, id) => outbox.ledger.end(id, NOW, { state: "done", metric_id: "m" }),
    "done",
    ["sending"],
  ],
  ["settling as present", (outbox, id) => outbox.ledger.settlePresent(id, "m", NOW), "done", ["uncertain"]],
  [
    "no answer",
    (outbox, id) => outbox.ledger.end(id, NOW, { state: "uncertain", message: "x" }),
    "uncertain",
    ["sending"],
  ],
];

const TABLE = DOINGS.flatMap(([name, does, to, from]) =>
  ENTRY_STATES.map((state) => ({ name, does, to, state, isAllowed: from.includes(state) })),
);

test.each(TABLE.filter(({ isAllowed }) => isAllowed))(
  "$name makes an entry that is $state $to",
  ({ does, to, state }) => {
    using outbox = newOutbox();
    outbox.add([entry(1, 1)], { now: () => NOW });
    REACH[state](outbox, 1);
    expect(outbox.get(1)?.state).toBe(state);
    does(outbox, 1);
    expect(outbox.get(1)?.state).toBe(to);
  },
);

test.each(TABLE.filter(({ isAllowed }) => !isAllowed))(
  "$name is refused for an entry that is $state",
  ({ does, state }) => {
    using outbox = newOutbox();
    outbox.add([entry(1, 1)], { now: () => NOW });
    REACH[state](outbox, 1);
    expect(() => does(outbox, 1)).toThrow(AccConfigError);
    expect(outbox.get(1)?.state).toBe(state);
  },
);

test.each(ENTRY_STATES.filter((state) => state !== "pending"))(
  "a look before sending changes nothing about an entry that is %s by then",
  (state) => {
    using outbox = newOutbox();
    outbox.add([entry(1, 1)], { now: () => NOW });
    REACH[state](outbox, 1);
    expect(outbox.ledger.present(1, "m", "already_present", NOW)).toBe(false);
    expect(outbox.ledger.conflict(1, { value: 2, metric_id: "m", entry: null }, "x", NOW)).toBe(false);
    expect(outbox.get(1)?.state).toBe(state);
  },
);

test("what is done at once is done whole or not at all", () => {
  using outbox = newOutbox();
  outbox.add([entry(1, 1), entry(2, 1)], { now: () => NOW });
  outbox.ledger.begin(1, NOW);
  const { ledger } = outbox;
  const endAndBegin = (id: number) =>
    ledger.atOnce(() => {
      ledger.end(1, NOW, { state: "done", metric_id: "m" });
      return ledger.begin(id, NOW);
    });
  expect(() => endAndBegin(3)).toThrow("there is no entry 3");
  expect(outbox.counts()).toMatchObject({ pending: 1, sending: 1, done: 0 });
  expect(endAndBegin(2)).toBe(true);
  expect(outbox.counts()).toMatchObject({ pending: 0, sending: 1, done: 1 });
});

test("only a pending entry is begun, and its attempt is on record before the request leaves", () => {
  using outbox = newOutbox();
  outbox.add([entry(1, 1)], { now: () => NOW });
  expect(outbox.ledger.begin(1, NOW)).toBe(true);
  expect(outbox.ledger.begin(1, NOW)).toBe(false);
  expect(outbox.get(1)).toMatchObject({
    state: "sending",
    attempts: [{ started_at: "2024-06-01T00:00:00Z", ended_at: null, outcome: null }],
  });
});

test("an unknown number is told", () => {
  using outbox = newOutbox();
  expect(outbox.get(7)).toBeUndefined();
  expect(() => outbox.drop(7, "x")).toThrow("there is no entry 7 in this outbox");
  expect(() => outbox.retry(7)).toThrow("there is no entry 7 in this outbox");
});

test("what was upstream before the first request that may have arrived stays what it was", () => {
  using outbox = newOutbox();
  outbox.add([entry(1, 1)], { now: () => NOW });
  outbox.ledger.recordLook([{ id: 1, equal: ["a", "b"] }], NOW);
  outbox.ledger.begin(1, NOW);
  outbox.ledger.end(1, NOW, { state: "pending", next_try_at: NOW, message: "too many" });
  outbox.ledger.recordLook([{ id: 1, equal: ["b", "c"] }], NOW + 1);
  expect(outbox.ledger.seenBefore([1])).toEqual(new Map([[1, new Set(["b", "c"])]]));
  outbox.ledger.begin(1, NOW + 2);
  outbox.ledger.end(1, NOW + 3, { state: "uncertain", message: "no answer" });
  for (const at of [10, 20]) outbox.ledger.settleAbsent(1, { asked: NOW + at, answered: NOW + at }, 1);
  expect(outbox.get(1)?.state).toBe("pending");
  outbox.ledger.recordLook([{ id: 1, equal: ["d"] }], NOW + 30);
  expect(outbox.ledger.seenBefore([1])).toEqual(new Map([[1, new Set(["b", "c"])]]));
});

test("a wait of more than a day is cut to a day", () => {
  using outbox = newOutbox();
  outbox.add([entry(1, 1)], { now: () => NOW });
  outbox.ledger.begin(1, NOW);
  outbox.ledger.end(1, NOW, { state: "pending", next_try_at: 1e23, message: "too many" });
  expect(outbox.get(1)).toMatchObject({ state: "pending", next_try_at: "2024-06-02T00:00:00Z" });
});

test("what waits for a time is due if the clock turns out to have been ahead by more than the longest wait", () => {
  using outbox = newOutbox();
  outbox.add([entry(1, 1)], { now: () => NOW });
  outbox.ledger.postpone(1, NOW, "a test");
  const day = 24 * 3_600_000;
  expect(outbox.ledger.due(NOW - day, { limit: 1 })).toEqual([]);
  expect(outbox.ledger.nextRunAt(NOW - day, 1)).toBe(NOW);
  expect(outbox.ledger.due(NOW - day - 1, { limit: 1 })).toHaveLength(1);
  expect(outbox.ledger.nextRunAt(NOW - day - 1, 1)).toBe(NOW - day - 1);
});

test("a clock that jumps back makes the grace begin again, by the new time", () => {
  using outbox = newOutbox();
  outbox.add([entry(1, 1)], { now: () => NOW });
  REACH.uncertain(outbox, 1);
  const absent = (at: number) => outbox.ledger.settleAbsent(1, { asked: at, answered: at }, 1000);
  const early = NOW - 1_000_000_000;
  expect([absent(early), absent(early + 999)]).toEqual(["not_proven", "not_proven"]);
  expect([absent(early + 1000), absent(early + 1999)]).toEqual(["not_proven", "not_proven"]);
  const earlier = early - 1_000_000_000;
  expect([absent(earlier), absent(earlier + 999)]).toEqual(["not_proven", "not_proven"]);
  expect(absent(earlier + 1000)).toBe("proven");
});

test("two entries never have one metric", () => {
  using outbox = newOutbox();
  outbox.add([entry(1, 1), entry(2, 1)], { now: () => NOW });
  outbox.ledger.present(1, "m", "sent", NOW);
  expect(() => outbox.ledger.present(2, "m", "sent", NOW)).toThrow(/UNIQUE/);
  expect(outbox.get(2)?.state).toBe("pending");
});

type Step = (outbox: Outbox, at: number) => { added: number } | undefined;

const id = fc.integer({ min: 1, max: 6 });
const metric = fc.constantFrom("a", "b", "c", "d", "e", "f", "g", "h");
const outcome: fc.Arbitrary<AttemptOutcome> = fc.oneof(
  metric.map((metric_id) => ({ state: "done" as const, metric_id })),
  fc.constant({ state: "pending" as const, next_try_at: 0, message: "later" }),
  fc.constantFrom(
    { state: "rejected" as const, message: "no" },
    { state: "uncertain" as const, message: "no answer", status: 500 },
  ),
);

const step: fc.Arbitrary<[name: string, step: Step]> = fc.oneof(
  fc
    .record({
      days: fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 3 }),
      allowDuplicate: fc.boolean(),
    })
    .map(({ days, allowDuplicate }): [string, Step] => [
      `add ${days.join(",")} ${allowDuplicate}`,
      (outbox, at) =>
        outbox.add(
          days.map((day) => entry(day, day % 2)),
          { allowDuplicate, now: () => at },
        ),
    ]),
  fc.constant<[string, Step]>([
    "add one that is bad",
    (outbox, at) => outbox.add([entry(1, 9), entry(1, Number.NaN)], { now: () => at }),
  ]),
  id.map((n): [string, Step] => [`drop ${n}`, (outbox) => void outbox.drop(n, "x")]),
  id.map((n): [string, Step] => [`retry ${n}`, (outbox) => void outbox.retry(n)]),
  id.map((n): [string, Step] => [`begin ${n}`, (outbox, at) => void outbox.ledger.begin(n, at)]),
  fc
    .tuple(id, outcome)
    .map(([n, end]): [string, Step] => [
      `end ${n} ${end.state}`,
      (outbox, at) => void outbox.ledger.end(n, at, end),
    ]),
  fc.constant<[string, Step]>(["recover", (outbox, at) => void outbox.ledger.recover(at)]),
  fc
    .tuple(id, metric)
    .map(([n, m]): [string, Step] => [
      `present ${n} ${m}`,
      (outbox, at) => void outbox.ledger.present(n, m, "sent", at),
    ]),
  fc
    .tuple(id, metric)
    .map(([n, m]): [string, Step] => [
      `settle ${n} ${m}`,
      (outbox, at) => void outbox.ledger.settlePresent(n, m, at),
    ]),
  id.map((n): [string, Step] => [
    `absent ${n}`,
    (outbox, at) => void outbox.ledger.settleAbsent(n, { asked: at, answered: at }, 1),
  ]),
);

test("whatever is done, every entry that was added is in exactly one state, also after a crash", () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 30 }), (steps) => {
      let outbox = newOutbox();
      let added = 0;
      let at = NOW;
      for (const [name, doIt] of steps) {
        at += 2;
        try {
          added += doIt(outbox, at)?.added ?? 0;
        } catch (error) {
          if (!(error instanceof AccConfigError) && !/UNIQUE/.test(String(error))) throw error;
        }
        if (name === "recover") {
          outbox.close();
          outbox = openOutbox(outbox.path, { endpoint: ENDPOINT });
        }
        const counts = outbox.counts();
        const total = ENTRY_STATES.reduce((sum, state) => sum + counts[state], 0);
        expect(total).toBe(added);
        const entries = outbox.list();
        expect(entries.map((one) => one.id)).toEqual(Array.from({ length: added }, (_, index) => index + 1));
        const metrics = entries.flatMap(({ metric_id }) => metric_id ?? []);
        expect(new Set(metrics).size).toBe(metrics.length);
        expect(metrics.length).toBe(counts.done);
      }
      outbox.close();
    }),
    { numRuns: 40 },
  );
}, 60_000);
