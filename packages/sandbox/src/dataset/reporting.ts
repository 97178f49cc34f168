import type { MetricDefinition } from "@argo-acc/core";

import { chance, hashText, randomFrom } from "../random.ts";
import type { Series } from "./amounts.ts";
import type { DatasetInstallation } from "./dataset.ts";
import type { DatasetPlan } from "./dataset-options.ts";
import { DEFINITIONS } from "./definitions.ts";
import type { ServiceKind } from "./services.ts";
import { GROUPS } from "./vocabulary.ts";

/** An installation and what kind of service it is. */
export interface Site {
  readonly installation: DatasetInstallation;
  readonly service: ServiceKind;
}

/**
 * Series that an installation reports in one manner, month after month: by day or by month, as one figure or in
 * parts. Every series is in one lane only, so nothing is counted twice.
 */
export interface Lane {
  readonly installation: string;
  readonly seed: number;
  readonly series: readonly Series[];
  readonly isDaily: boolean;
  /** How many parts every period has at least. */
  readonly parts: number;
  /** Whether the parts are users. There can be more of them than `parts`; of groups there cannot. */
  readonly byUser: boolean;
  readonly groups: readonly string[];
  /** An opaque name of the nth user. */
  userOf(number: number): string;
}

/** How many users an installation names at least, if it names any. */
const LEAST_USERS = 3;
/** Who names users does not count them as well: the two would not agree. */
const USER_COUNT = "active_users";
/** A daily lane is granted the days of a long month. */
const LONG_MONTH = 31;

/**
 * Decides who reports what in which manner, so that it fits into the metrics of a month: first each lane is granted a
 * figure a month, then its parts, then its days, as long as there is room. What remains is for the lanes by user.
 */
export function planLanes(
  plan: DatasetPlan,
  sites: readonly Site[],
  definitions: readonly MetricDefinition[],
): Lane[] {
  const wanted = sites.map((site, at) => wantedLanes(site, at, definitions));
  const all = [...wanted.flatMap(([adding]) => adding), ...wanted.flatMap(([, ...monthly]) => monthly)];
  const budget = Math.floor(plan.metrics / plan.months);
  let left = budget;
  const grant = (rows: number) => {
    if (rows > left) return false;
    left -= rows;
    return true;
  };
  const granted = all.filter(({ series }, at) => grant(series.length) || at === 0);
  const split = granted.map((lane) => {
    const more = lane.series.length * (lane.parts - 1);
    return more > 0 && grant(more) ? lane : { ...lane, parts: 1 };
  });
  left -= Math.floor(budget / 8); // so that there are more users in some months than in others
  return split.map((lane) => {
    const more = lane.series.length * lane.parts * (LONG_MONTH - 1);
    return lane.isDaily && grant(more) ? lane : { ...lane, isDaily: false };
  });
}

/** What everything invented about a site's usage depends on. */
export function seedOf(site: Site): number {
  return hashText(site.installation.id);
}

/** What a site's series of definitions are: how much there usually is of each. */
export function seriesOf(site: Site, definitions: readonly MetricDefinition[]): Series[] {
  const scale = 0.3 + 1.7 * chance(seedOf(site), 0);
  return Object.entries(site.service.reports).flatMap(([name, usual]) => {
    const definition = definitions.find(({ metric_name }) => metric_name === name);
    const words = DEFINITIONS.find((known) => known.name === name);
    if (definition === undefined || words === undefined) return [];
    const { isMonthly, isWhole, swing } = words;
    return { definition: definition.metric_definition_id, usual: usual * scale, isMonthly, isWhole, swing };
  });
}

/** The lanes of an installation if there was room for all: what adds up in one, monthly figures in one each. */
function wantedLanes(site: Site, at: number, definitions: readonly MetricDefinition[]): [Lane, ...Lane[]] {
  const series = seriesOf(site, definitions);
  const seed = seedOf(site);
  const firstGroup = Math.floor(chance(seed, 1) * GROUPS.length);
  const groups = Array.from(
    { length: 3 + (seed % 3) },
    (_, number) => GROUPS[(firstGroup + number) % GROUPS.length] ?? "",
  );
  const byUser = at % 2 === 0;
  const byGroup = at % 4 === 3;
  const common = {
    installation: site.installation.id,
    seed,
    groups,
    userOf: opaqueUsers(site.installation.id),
  };
  const adding = series.filter(({ isMonthly }) => !isMonthly);
  const userCount = definitions.find(({ metric_name }) => metric_name === USER_COUNT)?.metric_definition_id;
  const monthly = series.filter(
    ({ isMonthly, definition }) => isMonthly && !(byUser && definition === userCount),
  );
  const parts = byUser ? LEAST_USERS : byGroup ? groups.length : 1;
  return [
    { ...common, series: adding, isDaily: at % 3 < 2, parts, byUser },
    ...monthly.map((only, number) => ({
      ...common,
      series: [only],
      isDaily: false,
      parts: number === 0 && at % 3 > 0 ? groups.length : 1,
      byUser: false,
    })),
  ];
}

function opaqueUsers(installationId: string): (number: number) => string {
  const random = randomFrom(`users of ${installationId}`);
  const known: string[] = [];
  return (number) => {
    while (known.length <= number) known.push(`u-${random.hex(8)}${random.hex(4)}`);
    return known[number] ?? "";
  };
}
