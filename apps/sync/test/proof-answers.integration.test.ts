import { describe, expect, it } from "vitest";

import { type Caller, HEALED, judgeAnswers, judgeAnswersOnce, routesAsked } from "./proof/answer-table.ts";

/** The first gets wrong answers on all its routes, the others on what nobody asked before them. */
const CALLERS: readonly Caller[] = [{ role: "admin" }, { role: "va" }, { role: "ia" }];

async function routesToTest(): Promise<(readonly [role: string, caller: Caller, routes: string[]])[]> {
  const known = new Set<string>();
  const tested: (readonly [string, Caller, string[]])[] = [];
  for (const caller of CALLERS) {
    const asked = await routesAsked(caller);
    tested.push([caller.role, caller, asked.filter((route) => !known.has(route))]);
    for (const route of asked) known.add(route);
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
