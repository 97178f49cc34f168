import { AccResponseError, formatInstant, type Grant } from "@argo-acc/core";
import type { Sandbox } from "@argo-acc/sandbox";
import { ALL_TIME, readUsage, refreshRollup, type Usage } from "@argo-acc/store/mirror";
import fc from "fast-check";
import { expect, test } from "vitest";

import { pull } from "../src/pull/pull.ts";
import { askUsage, compareUsage, type ServiceUsage } from "../src/usage/index.ts";
import { IMPATIENT } from "./pull-support/intercept.ts";
import { pullWorld } from "./pull-support/pull-world.ts";

const YEAR_1 = Date.parse("0001-01-01T00:00:00Z");
const YEAR_10000 = Date.parse("+010000-01-01T00:00:00Z");

/** Instants that are edges of windows, of months, of capacities, and what lies beside them. */
const instant = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 120 }).map((day) => Date.UTC(2023, 11, 1 + day)) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.integer({ min: 0, max: 120 }), fc.constantFrom(-1000, -1, 1, 500, 1000, 43_200_000))
      .map(([day, ms]) => Date.UTC(2023, 11, 1 + day) + ms),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      Date.parse("1969-12-31T23:59:59.999Z"),
      Date.parse("0001-01-01T00:00:00Z"),
      Date.parse("0000-12-31T23:59:59.999Z"),
      Date.parse("-000044-03-15T12:00:00Z"),
      Date.parse("9999-12-31T00:00:00Z"),
      Date.parse("9999-12-31T00:00:00.001Z"),
      Date.parse("+012024-01-01T00:00:00Z"),
    ),
  },
);

const value = fc.oneof(
  { weight: 8, arbitrary: fc.double({ min: -1e6, max: 1e6, noNaN: true }) },
  { weight: 4, arbitrary: fc.constantFrom(0.1, 0.2, 0.3, -0, 1e16, -1e16, 5e-324) },
  { weight: 3, arbitrary: fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY) },
  { weight: 1, arbitrary: fc.constantFrom(Number.MAX_VALUE, -Number.MAX_VALUE) },
);

const which = fc.record({ installation: fc.nat({ max: 2 }), definition: fc.nat({ max: 2 }) });

const metric = fc.record({ which, times: fc.tuple(instant, instant), value });

const capacity = fc.record({
  which,
  at: instant.filter((ms) => ms >= YEAR_1 && ms < YEAR_10000),
  value: fc.constantFrom(0, 100, 200.5, -3),
});

const day = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 0, max: 122 }).map((n) => dayText(Date.UTC(2023, 11, n))) },
  { weight: 1, arbitrary: fc.constantFrom(ALL_TIME.start, ALL_TIME.end, "1970-01-01") },
);

const window = fc.tuple(day, day).map(([a, b]) => (a <= b ? { start: a, end: b } : { start: b, end: a }));

function dayText(ms: number): string {
  return formatInstant(ms).slice(0, 10);
}

test("usage of the mirror is what the service reports, for any metrics, capacities and windows, from kept sums or metrics", async () => {
  await using world = await pullWorld({
    dataset: { projects: 1, providers: 2, installations: 3, months: 1, metrics: 3 },
  });
  const { sandbox, mirror } = world;
  const acc = world.as("admin", { clock: IMPATIENT });
  const seen = { equal: 0, refused: 0, cut: 0, notFinite: 0 };
  await fc.assert(
    fc.asyncProperty(
      fc.array(metric, { maxLength: 40 }),
      fc.uniqueArray(capacity, { maxLength: 8, selector: (each) => `${each.which.definition} ${each.at}` }),
      fc.array(window, { minLength: 3, maxLength: 5 }),
      async (metrics, capacities, windows) => {
        replaceAll(sandbox, metrics, capacities);
        mirror.database.exec("DELETE FROM capacity"); // the service never takes one away
        await pull(acc, mirror, { full: true, maxGone: 1000 });
        mirror.database.exec("UPDATE metric_path SET stale = 1");
        const [project_id = ""] = sandbox.state.projects.keys();
        const [first] = sandbox.state.installations.values();
        const provider_id = first?.organisation ?? "";
        const grants: Exclude<Grant, { kind: "system" }>[] = [
          { kind: "project", project_id },
          { kind: "provider", project_id, provider_id },
          { kind: "installation", project_id, provider_id, installation_id: first?.id ?? "" },
        ];
        const cases = [...windows, ALL_TIME].flatMap((span) => grants.map((grant) => ({ grant, span })));
        const scanned = cases.map(({ grant, span }) => readUsage(mirror, grant, span));
        refreshRollup(mirror);
        for (const [index, { grant, span }] of cases.entries()) {
          const usage = readUsage(mirror, grant, span);
          expect(usage).toStrictEqual(scanned[index]);
          const reported = await askOrRefused(acc, grant, span);
          seen[reported === undefined ? "refused" : "equal"] += 1;
          expect(reported ?? "refused").toSatisfy((answer: ServiceUsage[] | "refused") =>
            answer === "refused"
              ? usage.some(isRefused)
              : answer.length === usage.length && compareUsage(usage, answer).length === 0,
          );
          seen.cut += usage.filter(({ periods }) => periods.length > 1).length;
          seen.notFinite += usage.filter(({ periods }) =>
            periods.some((p) => !Number.isFinite(p.total)),
          ).length;
        }
      },
    ),
    { numRuns: 60, seed: 6 },
  );
  for (const times of Object.values(seen)) expect(times).toBeGreaterThan(10);
}, 60_000);

/** `undefined` where the service fails. */
async function askOrRefused(...ask: Parameters<typeof askUsage>): Promise<ServiceUsage[] | undefined> {
  try {
    return await askUsage(...ask);
  } catch (error) {
    if (error instanceof AccResponseError && error.status === 500) return undefined;
    throw error;
  }
}

/** The service fails to say what part of a capacity a sum is that is not finite, or nearly so. */
function isRefused({ periods }: Usage): boolean {
  return periods.some(
    ({ capacity: most = 0, total, magnitude }) =>
      most !== 0 && (!Number.isFinite(total) || magnitude > 1e300),
  );
}

type Generated<T> = T extends fc.Arbitrary<infer Value> ? readonly Value[] : never;

function replaceAll(
  { metrics, state }: Sandbox,
  rows: Generated<typeof metric>,
  capacities: Generated<typeof capacity>,
): void {
  for (const { id } of metrics.list()) metrics.delete(id);
  const installations = [...state.installations.keys()];
  const definitions = [...state.definitions.keys()];
  state.capacities.clear();
  for (const { which: pair, times, value: amount } of rows) {
    const [start = 0, end = 0] = times.toSorted((a, b) => a - b);
    metrics.insert(installations[pair.installation] ?? "", {
      metric_definition_id: definitions[pair.definition],
      time_period_start: formatInstant(start),
      time_period_end: formatInstant(end),
      value: amount,
    });
  }
  for (const { which: pair, at, value: amount } of capacities) {
    const installation_id = installations[pair.installation] ?? "";
    const known = state.capacities.get(installation_id) ?? [];
    state.capacities.set(installation_id, [
      ...known,
      {
        id: state.newId(),
        installation_id,
        metric_definition_id: definitions[pair.definition] ?? "",
        value: amount,
        registered_on: formatInstant(at),
      },
    ]);
  }
}
