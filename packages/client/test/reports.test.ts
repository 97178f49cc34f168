import type { AccClient } from "@argo-acc/client";
import { AccConfigError, AccTimeoutError, type ReportPeriod } from "@argo-acc/core";
import { afterEach, describe, expect, test, vi } from "vitest";

import { testClient } from "./support/clients.ts";

const JANUARY = { start: "2024-01-01", end: "2024-02-01" };

const REPORTS: readonly {
  readonly of: string;
  readonly ask: (acc: AccClient, period: ReportPeriod, timeoutMs?: number) => Promise<unknown>;
}[] = [
  { of: "a project", ask: (acc, period, timeoutMs) => acc.project("p").report(period, { timeoutMs }) },
  {
    of: "a group",
    ask: (acc, period, timeoutMs) => acc.project("p").group("g").report(period, { timeoutMs }),
  },
  { of: "a user", ask: (acc, period, timeoutMs) => acc.project("p").user("u").report(period, { timeoutMs }) },
  {
    of: "a provider in a project",
    ask: (acc, period, timeoutMs) => acc.project("p").provider("v").report(period, { timeoutMs }),
  },
  {
    of: "a provider in a project, by its external id",
    ask: (acc, period, timeoutMs) =>
      acc.project("p").provider({ externalId: "e" }).report(period, { timeoutMs }),
  },
  { of: "a provider", ask: (acc, period, timeoutMs) => acc.provider("v").report(period, { timeoutMs }) },
  {
    of: "a provider, by its external id",
    ask: (acc, period, timeoutMs) => acc.provider({ externalId: "e" }).report(period, { timeoutMs }),
  },
  {
    of: "an installation",
    ask: (acc, period, timeoutMs) => acc.installation("i").report(period, { timeoutMs }),
  },
  {
    of: "an installation, by its external id",
    ask: (acc, period, timeoutMs) => acc.installation({ externalId: "e" }).report(period, { timeoutMs }),
  },
];

describe("a report of days that make no sense is refused before it is asked for", () => {
  const periods = [
    { why: "reversed", period: { start: "2024-02-01", end: "2024-01-31" }, words: "ends before it starts" },
    {
      why: "no day of the calendar",
      period: { start: "2023-02-30", end: "2024-01-01" },
      words: "is not a day",
    },
    {
      why: "an instant",
      period: { start: "2024-01-01", end: "2024-01-01T00:00:00Z" },
      words: "is not a day",
    },
    { why: "empty", period: { start: "", end: "2024-01-01" }, words: 'start "" is not a day' },
  ];
  test.each(REPORTS.flatMap((report) => periods.map((given) => ({ ...report, ...given }))))(
    "$of: $why",
    async ({ ask, period, words }) => {
      const acc = testClient({});
      const asking = ask(acc, period);

      await expect(asking).rejects.toThrow(AccConfigError);
      await expect(asking).rejects.toThrow(words);
      expect(acc.requests).toBe(0);
    },
  );
});

describe("an attempt to get a report", () => {
  afterEach(() => vi.useRealTimers());

  test.each(
    REPORTS.flatMap(({ of, ask }) => [
      { of, ask, given: undefined, ms: 120_000 },
      { of, ask, given: 5000, ms: 5000 },
    ]),
  )("of $of has $ms ms if told $given", async ({ ask, given, ms }) => {
    vi.useFakeTimers();
    const acc = testClient({ timeoutMs: 1000, fetch: silence });
    const asking = ask(acc, JANUARY, given).catch((error: unknown) => error);

    await vi.advanceTimersByTimeAsync(ms * 5);

    expect(await asking).toBeInstanceOf(AccTimeoutError);
    expect(String(await asking)).toContain(`no answer within ${ms} ms after 5 tries`);
  });
});

/** A service that does not answer. */
function silence(_input: string | URL | Request, init?: RequestInit): Promise<Response> {
  return new Promise((_resolve, reject) => {
    init?.signal?.addEventListener("abort", () => reject(init.signal?.reason));
  });
}
