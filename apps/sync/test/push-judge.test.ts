import { AccConfigError, AccNetworkError } from "@argo-acc/core";
import type { Entry } from "@argo-acc/store/outbox";
import { expect, test } from "vitest";

import { givenUp, judgeFailure } from "../src/push/judge-failure.ts";

const NOW = Date.parse("2024-06-01T00:00:00Z");

const ENTRY: Entry = {
  id: 1,
  batch: 1,
  source: null,
  line: null,
  added_at: "2024-05-01T00:00:00Z",
  installation_id: "65d1f0a0c3a5b20000000001",
  metric_definition_id: "65d1f0a0c3a5b200000000aa",
  time_period_start: "2024-01-01T00:00:00Z",
  time_period_end: "2024-02-01T00:00:00Z",
  value: 1,
  group_id: null,
  user_id: null,
  allow_duplicate: false,
  state: "sending",
  changed_at: "2024-06-01T00:00:00Z",
  voided: false,
  next_try_at: null,
  metric_id: null,
  receipt: null,
  message: null,
  conflict: null,
};

test("what cannot be made a request is rejected: it is the entry's own fault", () => {
  expect(judgeFailure(new AccConfigError('".." is no id'), ENTRY, NOW)).toEqual({
    outcome: { state: "rejected", message: 'it cannot be sent: ".." is no id' },
    effect: "go_on",
  });
});

test("a request that was given up may have arrived, whatever the reason says", () => {
  const reason = new AccNetworkError("the caller has gone", { acted: "no" });
  expect(judgeFailure(reason, ENTRY, NOW)).toMatchObject({ outcome: { state: "pending" } });
  expect(givenUp(reason)).toEqual({
    outcome: { state: "uncertain", message: "the caller has gone", status: undefined },
    effect: "go_on",
  });
});

test("an error that nobody knows leaves the entry uncertain", () => {
  expect(judgeFailure(new TypeError("x is undefined"), ENTRY, NOW)).toMatchObject({
    outcome: { state: "uncertain", message: "x is undefined" },
  });
});
