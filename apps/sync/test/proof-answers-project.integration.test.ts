import { describe, expect, it } from "vitest";

import { type Caller, HEALED, judgeAnswers, judgeAnswersOnce, routesAsked } from "./proof/answer-table.ts";

/** All routes of a project's administrator, and the lists of metrics where they are read and not searched. */
const CASES: readonly (readonly [name: string, caller: Caller, routes: RegExp])[] = [
  ["a project's administrator", { role: "pa" }, /./],
  ["the same who reads pages", { role: "pa", readBy: "pages" }, /\/metrics/],
  [
    "the system's administrator who reads pages",
    { role: "admin", readBy: "pages" },
    /\/metrics|^GET \/projects,/,
  ],
];

async function routesToTest(): Promise<(readonly [name: string, caller: Caller, routes: string[]])[]> {
  const tested: (readonly [string, Caller, string[]])[] = [];
  for (const [name, caller, pattern] of CASES) {
    tested.push([name, caller, (await routesAsked(caller)).filter((route) => pattern.test(route))]);
  }
  return tested;
}

describe.each(await routesToTest())("whatever a service answers to %s instead", (_name, caller, routes) => {
  it.each(routes)(
    "on %s, no row changes, none is gone, and nothing is called read that is not",
    { timeout: 300_000 },
    async (route) => {
      expect(await judgeAnswers(caller, route)).toEqual([]);
    },
  );

  it(
    "only once, a repetition heals a failure, and nothing else is called read that is not",
    { timeout: 300_000 },
    async () => {
      const { wrong, healed } = await judgeAnswersOnce(caller, routes);
      expect(wrong).toEqual([]);
      expect(healed).toEqual(
        expect.arrayContaining(routes.flatMap((route) => HEALED.map((answer) => `${answer} on ${route}`))),
      );
    },
  );
});
