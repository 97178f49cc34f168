import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, test } from "vitest";

import { type Outbox, openOutbox } from "../src/outbox/index.ts";

let folder: string;
let outbox: Outbox;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "argo-acc-outbox-"));
  outbox = openOutbox(join(folder, "o.db"), { endpoint: "https://api.acc.example.org/accounting-system" });
  outbox.add(
    [1, 2, 3].map((day) => ({
      installation_id: "65d1f0a0c3a5b20000000001",
      metric_definition_id: "65d1f0a0c3a5b200000000aa",
      time_period_start: `2024-01-0${day}T00:00:00Z`,
      time_period_end: `2024-01-0${day}T12:00:00Z`,
      value: day,
    })),
  );
});

afterEach(() => {
  outbox.close();
  rmSync(folder, { recursive: true });
});

function states(): readonly string[] {
  return outbox.list().map(({ state }) => state);
}

test("several entries are dropped in one go", () => {
  outbox.drop([1, 3], "reported twice");
  expect(states()).toEqual(["dropped", "pending", "dropped"]);
});

test("none of several is dropped if one cannot be", () => {
  outbox.ledger.begin(3, Date.now());
  expect(() => outbox.drop([1, 2, 3], "reported twice")).toThrow("entry 3 is sending");
  expect(states()).toEqual(["pending", "pending", "sending"]);
  expect(() => outbox.drop([1, 7], "reported twice")).toThrow("there is no entry 7");
  expect(states()).toEqual(["pending", "pending", "sending"]);
});

test("none of several is retried if one cannot be", () => {
  const { ledger } = outbox;
  const at = Date.now();
  ledger.begin(1, at);
  ledger.end(1, at, { state: "rejected", message: "no", status: 404 });
  ledger.begin(3, at);
  expect(() => outbox.retry([1, 3])).toThrow("entry 3 is sending");
  expect(states()).toEqual(["rejected", "pending", "sending"]);
  outbox.retry([1, 2]);
  expect(states()).toEqual(["pending", "pending", "sending"]);
});
