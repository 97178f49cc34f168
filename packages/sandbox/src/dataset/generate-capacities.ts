import type { Capacity, MetricDefinition } from "@argo-acc/core";

import { chance } from "../random.ts";
import { growth } from "./amounts.ts";
import type { DatasetPlan } from "./dataset-options.ts";
import { seedOf, seriesOf, type Site } from "./reporting.ts";

const YEAR_DAYS = 365;

/**
 * What every third installation promises of its unit of access, anew each year, in round numbers: of usage that adds
 * up, what can be had in a year; of a monthly figure, what there is.
 */
export function generateCapacities(
  plan: DatasetPlan,
  sites: readonly Site[],
  definitions: readonly MetricDefinition[],
  newId: () => string,
): Capacity[] {
  const ages = Array.from({ length: plan.months }, (_, age) => age).filter(
    (age) => age === 0 || (plan.firstMonth + age) % 12 === 0,
  );
  return sites
    .filter((_, at) => at % 3 === 0)
    .flatMap((site) => {
      const [main] = seriesOf(site, definitions);
      if (main === undefined) return [];
      const yearly = main.usual * (main.isMonthly ? 1 : YEAR_DAYS);
      const spare = 1.1 + 0.5 * chance(seedOf(site), 2);
      return ages.map((age) => ({
        id: newId(),
        installation_id: site.installation.id,
        metric_definition_id: main.definition,
        value: roundUp(yearly * growth(age + 6) * spare),
        registered_on: monthStart(plan.firstMonth + age),
      }));
    });
}

/** The next number that is no smaller and has two digits of its own. */
function roundUp(value: number): number {
  let unit = 1;
  while (value >= unit * 100) unit *= 10;
  return Math.ceil(value / unit) * unit;
}

function monthStart(month: number): string {
  return `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, "0")}-01T00:00:00Z`;
}
