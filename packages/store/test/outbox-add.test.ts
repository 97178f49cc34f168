import { statSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { AccConfigError } from "@argo-acc/core";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { type NewEntry, type Outbox, openOutbox } from "../src/outbox/index.ts";

const ENDPOINT = "https://api.acc.example.org/accounting-system";
const NOW = Date.parse("2024-06-01T00:00:00Z");
const now = () => NOW;

const JANUARY: NewEntry = {
  installation_id: "65d1f0a0c3a5b20000000001",
  metric_definition_id: "65d1f0a0c3a5b200000000aa",
  time_period_start: "2024-01-01T00:00:00Z",
  time_period_end: "2024-02-01T00:00:00Z",
  value: 12.5,
};

let folder: string;
let outbox: Outbox;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "argo-acc-outbox-"));
  outbox = openOutbox(join(folder, "outbox.db"), { endpoint: ENDPOINT });
});

afterEach(async () => {
  outbox.close();
  await rm(folder, { recursive: true });
});

test("an added entry is pending and tells where it came from", () => {
  const result = outbox.add([{ ...JANUARY, group_id: "", line: 2 }], { source: "january.csv", now });
  expect(result).toEqual({
    batch: 1,
    added: 1,
    already_queued: 0,
    revived: 0,
    contradicting: 0,
    ids: [1],
  });
  expect(outbox.list()).toEqual([
    {
      id: 1,
      batch: 1,
      source: "january.csv",
      line: 2,
      added_at: "2024-06-01T00:00:00Z",
      installation_id: "65d1f0a0c3a5b20000000001",
      metric_definition_id: "65d1f0a0c3a5b200000000aa",
      time_period_start: "2024-01-01T00:00:00Z",
      time_period_end: "2024-02-01T00:00:00Z",
      value: 12.5,
      group_id: "",
      user_id: null,
      allow_duplicate: false,
      state: "pending",
      changed_at: "2024-06-01T00:00:00Z",
      voided: false,
      next_try_at: null,
      metric_id: null,
      receipt: null,
      message: null,
      conflict: null,
    },
  ]);
});

test("entries are there when the file is opened again, and only their owner may read it", () => {
  outbox.add([JANUARY], { now });
  outbox.close();
  outbox = openOutbox(join(folder, "outbox.db"));
  expect(outbox.counts().pending).toBe(1);
  expect(outbox.endpoint).toBe(ENDPOINT);
  expect(statSync(outbox.path).mode & 0o777).toBe(0o600);
});

test("an outbox of another service is refused", () => {
  expect(() => openOutbox(outbox.path, { endpoint: "https://other.example.org/accounting-system" })).toThrow(
    `belongs to ${ENDPOINT}, not to https://other.example.org/accounting-system`,
  );
});

test("the same fact queued again is the same entry, in one add and in the next", () => {
  const variants: NewEntry[] = [
    JANUARY,
    { ...JANUARY, time_period_start: "2024-01-01T01:00:00+01:00" },
    { ...JANUARY, time_period_start: "2024-01-01T00:00:00.000999999Z" },
    { ...JANUARY, group_id: null },
  ];
  expect(outbox.add(variants, { now })).toMatchObject({ added: 1, already_queued: 3, ids: [1, 1, 1, 1] });
  expect(outbox.add([JANUARY], { now })).toMatchObject({ added: 0, already_queued: 1, ids: [1] });
});

test.each<[string, Partial<NewEntry>, number]>([
  ["an empty group, where none was given", { group_id: "" }, 0],
  ["an empty user, where none was given", { user_id: "" }, 0],
  ["another installation", { installation_id: "65d1f0a0c3a5b20000000002" }, 0],
  ["another definition", { metric_definition_id: "65d1f0a0c3a5b200000000ab" }, 0],
  ["a start one millisecond later", { time_period_start: "2024-01-01T00:00:00.001Z" }, 0],
  ["an end one millisecond earlier", { time_period_end: "2024-01-31T23:59:59.999Z" }, 0],
  ["another value", { value: 12.500000000000002 }, 1],
])("a fact with %s is another one", (_, change, contradicting) => {
  outbox.add([JANUARY], { now });
  expect(outbox.add([{ ...JANUARY, ...change }], { now })).toMatchObject({ added: 1, contradicting });
});

test("the same fact is queued twice where duplicates are wanted", () => {
  outbox.add([JANUARY], { now });
  expect(outbox.add([JANUARY, JANUARY], { now, allowDuplicate: true })).toMatchObject({
    added: 2,
    ids: [2, 3],
  });
  expect(outbox.get(2)?.allow_duplicate).toBe(true);
});

test("a dropped fact queued again waits to be sent, as part of the new batch", () => {
  outbox.add([JANUARY], { now, source: "first.csv" });
  outbox.drop(1, "a test", now);
  expect(outbox.get(1)).toMatchObject({ state: "dropped", message: "a test" });
  expect(outbox.add([{ ...JANUARY, line: 7 }], { now, source: "second.csv" })).toMatchObject({
    batch: 2,
    added: 0,
    revived: 1,
    ids: [1],
  });
  expect(outbox.get(1)).toMatchObject({
    state: "pending",
    message: null,
    batch: 2,
    source: "second.csv",
    line: 7,
  });
});

describe("what the service would refuse is refused, and nothing of its batch is queued:", () => {
  test.each<[string, Partial<NewEntry>, string]>([
    ["NaN", { value: Number.NaN }, "value NaN is not a finite number"],
    ["an infinity", { value: Number.NEGATIVE_INFINITY }, "value -Infinity is not a finite number"],
    ["no installation", { installation_id: "" }, "installation_id is empty"],
    ["a part of a path", { installation_id: ".." }, 'installation_id ".." is no id'],
    ["no definition", { metric_definition_id: "" }, "metric_definition_id is empty"],
    [
      "an upper-case definition",
      { metric_definition_id: "65D1F0A0C3A5B200000000AA" },
      "has upper-case letters: write 65d1f0a0c3a5b200000000aa",
    ],
    [
      "a name for a definition",
      { metric_definition_id: "CPU" },
      '"CPU" is not an id of 24 hexadecimal digits',
    ],
    ["a day alone", { time_period_start: "2024-01-01" }, '"2024-01-01" is not an instant with a zone'],
    ["no zone", { time_period_end: "2024-02-01T00:00:00" }, "is not an instant with a zone"],
    [
      "an end that is the start",
      { time_period_end: "2024-01-01T00:00:00.0009Z" },
      "2024-01-01T00:00:00Z is not before time_period_end 2024-01-01T00:00:00Z",
    ],
    [
      "the future",
      { time_period_end: "2024-06-01T00:00:00.001Z" },
      "2024-06-01T00:00:00.001Z is in the future",
    ],
    ["a year 0", { time_period_start: "0000-12-31T00:00:00Z" }, "is before year 1"],
    ["half a character", { group_id: "\ud83d" }, "group_id is not valid Unicode"],
  ])("%s", (_, change, reason) => {
    const add = () =>
      outbox.add(
        [
          { ...JANUARY, value: 1 },
          { ...JANUARY, ...change },
        ],
        { now },
      );
    expect(add).toThrow(AccConfigError);
    expect(add).toThrow("cannot queue entry 2: ");
    expect(add).toThrow(reason);
    expect(outbox.counts().pending).toBe(0);
  });
});

test("negative zero is the same fact as zero", () => {
  expect(
    outbox.add(
      [
        { ...JANUARY, value: -0 },
        { ...JANUARY, value: 0 },
      ],
      { now },
    ),
  ).toMatchObject({ added: 1 });
  expect(outbox.get(1)?.value).toBe(0);
});

test("lists by state and up to a limit", () => {
  outbox.add(
    [1, 2, 3].map((day) => ({ ...JANUARY, time_period_start: `2024-01-0${day}T00:00:00Z` })),
    { now },
  );
  outbox.drop(2, "not ours", now);
  expect(outbox.list({ states: ["pending"] }).map(({ id }) => id)).toEqual([1, 3]);
  expect(outbox.list({ limit: 2 }).map(({ id }) => id)).toEqual([1, 2]);
  expect(outbox.list({ states: [] })).toEqual([]);
});
