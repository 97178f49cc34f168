import type { AccClient, ReportOptions } from "@argo-acc/client";
import { AccConfigError, AccTimeoutError, type ReportPeriod } from "@argo-acc/core";
import { afterEach, describe, expect, test, vi } from "vitest";

import { testClient } from "./support/clients.ts";

const JANUARY = { start: "2024-01-01", end: "2024-02-01" };

const REPORTS: readonly {
  readonly of: string;
  readonly ask: (acc: AccClient, period: ReportPeriod, options?: ReportOptions) => Promise<unknown>;
}[] = [
  { of: "a project", ask: (acc, period, options) => acc.project("p").report(period, options) },
  {
    of: "a group",
    ask: (acc, period, options) => acc.project("p").group("g").report(period, options),
  },
  { of: "a user", ask: (acc, period, options) => acc.project("p").user("u").report(period, options) },
  {
    of: "a provider in a project",
    ask: (acc, period, options) => acc.project("p").provider("v").report(period, options),
  },
  {
    of: "a provider in a project, by its external id",
    ask: (acc, period, options) => acc.project("p").provider({ externalId: "e" }).report(period, options),
  },
  { of: "a provider", ask: (acc, period, options) => acc.provider("v").report(period, options) },
  {
    of: "a provider, by its external id",
    ask: (acc, period, options) => acc.provider({ externalId: "e" }).report(period, options),
  },
  {
    of: "an installation",
    ask: (acc, period, options) => acc.installation("i").report(period, options),
  },
  {
    of: "an installation, by its external id",
    ask: (acc, period, options) => acc.installation({ externalId: "e" }).report(period, options),
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
    const asking = ask(acc, JANUARY, { timeoutMs: given }).catch((error: unknown) => error);

    await vi.advanceTimersByTimeAsync(ms * 5);

    expect(await asking).toBeInstanceOf(AccTimeoutError);
    expect(String(await asking)).toContain(`no answer within ${ms} ms after 5 tries`);
  });
});

describe("a report that is answered 500", () => {
  test.each(
    REPORTS.flatMap(({ of, ask }) => [
      { of, ask, triesOn500: undefined, tries: 5 },
      { of, ask, triesOn500: 2, tries: 2 },
      { of, ask, triesOn500: 1, tries: 1 },
    ]),
  )("of $of is asked for $tries times if told $triesOn500", async ({ ask, triesOn500, tries }) => {
    const acc = testClient({ fetch: broken });
    await expect(ask(acc, JANUARY, { triesOn500 })).rejects.toMatchObject({ status: 500, attempts: tries });
    expect(acc.requests).toBe(tries);
  });

  test.each([0, 1.5, Number.NaN, Number.POSITIVE_INFINITY])(
    "is not asked for %s times",
    async (triesOn500) => {
      const acc = testClient({ fetch: broken });
      await expect(acc.project("p").report(JANUARY, { triesOn500 })).rejects.toThrow(AccConfigError);
      expect(acc.requests).toBe(0);
    },
  );
});

/** A service that fails. */
async function broken(): Promise<Response> {
  return Response.json({ code: 500, message: null }, { status: 500 });
}

/** A service that does not answer. */
function silence(_input: string | URL | Request, init?: RequestInit): Promise<Response> {
  return new Promise((_resolve, reject) => {
    init?.signal?.addEventListener("abort", () => reject(init.signal?.reason));
  });
}
