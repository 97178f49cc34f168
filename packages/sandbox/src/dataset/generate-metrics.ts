import type { MetricDefinition } from "@argo-acc/core";

import { type Random, randomFrom } from "../random.ts";
import { IdSource } from "../state/id-source.ts";
import type { DatasetInstallation, DatasetMetric } from "./dataset.ts";
import type { DatasetPlan } from "./dataset-options.ts";
import { DEFINITIONS, GROUPS, SEASONS, SERVICES } from "./vocabulary.ts";

const DAY_MS = 86_400_000;
/** From one metric to the next, once their month is over. */
const WRITING_MS = 20;

/** A definition that an installation reports. */
interface Series {
  readonly definition: string;
  /** How large the value of a day usually is. */
  readonly size: number;
  readonly isWhole: boolean;
  /** A mean does not grow with the length of its period. */
  readonly isMean: boolean;
}

/** What an installation reports, and who uses it. */
interface Reporter {
  readonly id: string;
  /** Every second installation reports days, the others months by group and user. */
  readonly isDaily: boolean;
  readonly series: readonly Series[];
  readonly groups: readonly string[];
  /** An opaque name of the nth user. */
  userOf(number: number): string;
}

/**
 * The metrics of a dataset, made anew each time they are read: month after month, and within a month one row of each
 * installation in turn, so that the ids of an installation are strided. The first row of an installation in a month
 * is its monthly total. No two rows are of the same installation, definition, period, group and user.
 */
export function generateMetrics(
  plan: DatasetPlan,
  installations: readonly DatasetInstallation[],
  definitions: readonly MetricDefinition[],
): Iterable<DatasetMetric> {
  return {
    *[Symbol.iterator]() {
      const random = randomFrom(`metrics ${plan.seed}`);
      const ids = new IdSource(random);
      const reporters = installations.map((installation, at) =>
        reporterOf(installation, at, definitions, random),
      );
      let made = 0;
      for (let month = 0; month < plan.months; month++) {
        const wanted = Math.floor((plan.metrics * (month + 1)) / plan.months) - made;
        yield* monthOf(plan.firstMonth + month, wanted, reporters, ids, random);
        made += wanted;
      }
    },
  };
}

function* monthOf(
  month: number,
  wanted: number,
  reporters: readonly Reporter[],
  ids: IdSource,
  random: Random,
): Generator<DatasetMetric> {
  const first = Date.UTC(Math.floor(month / 12), month % 12, 1);
  const next = Date.UTC(Math.floor((month + 1) / 12), (month + 1) % 12, 1);
  const days = Math.round((next - first) / DAY_MS);
  const season = SEASONS[month % 12] ?? 1;
  for (let at = 0; at < wanted; at++) {
    const reporter = reporters[at % reporters.length] as Reporter;
    const turn = Math.floor(at / reporters.length);
    const isDay = reporter.isDaily && turn > 0;
    const share = shareOf(reporter, isDay ? Math.floor((turn - 1) / days) : turn);
    const start = isDay ? first + ((turn - 1) % days) * DAY_MS : first;
    yield {
      id: ids.next(next + at * WRITING_MS),
      installation_id: reporter.id,
      metric_definition_id: share.series.definition,
      start,
      end: isDay ? start + DAY_MS : next,
      value: amount(share.series, season * share.part * (isDay || share.series.isMean ? 1 : days), random),
      group_id: share.group,
      user_id: share.user,
    };
  }
}

/** Whose usage the nth row of a period is: everybody's, then by definition and group, then by user as well. */
function shareOf(reporter: Reporter, number: number) {
  const { series, groups } = reporter;
  const [main] = series as readonly [Series];
  if (number === 0) return { series: main, part: 1, group: undefined, user: undefined };
  const perUser = series.length * groups.length;
  const user = Math.floor(number / perUser);
  return {
    series: series[number % series.length] ?? main,
    part: user === 0 ? 0.3 : 0.02,
    group: groups[Math.floor(number / series.length) % groups.length],
    user: user === 0 ? undefined : reporter.userOf(user),
  };
}

function reporterOf(
  installation: DatasetInstallation,
  at: number,
  definitions: readonly MetricDefinition[],
  random: Random,
): Reporter {
  const service = SERVICES.find(([, infrastructure]) => infrastructure === installation.infrastructure);
  const [, , ...names] = service ?? [];
  const scale = 0.3 + random.next() * 1.7;
  const firstGroup = random.below(GROUPS.length);
  const users = randomFrom(`users of ${installation.id}`);
  const known: string[] = [];
  return {
    id: installation.id,
    isDaily: at % 2 === 0,
    series: names.map((name) => {
      const [, , , type = "", size = 1] = DEFINITIONS.find(([other]) => other === name) ?? [];
      const definition =
        definitions.find(({ metric_name }) => metric_name === name)?.metric_definition_id ?? "";
      return {
        definition,
        size: size * scale,
        isWhole: type === "count" || type === "summarised",
        isMean: type === "averaged",
      };
    }),
    groups: Array.from({ length: 3 }, (_, number) => GROUPS[(firstGroup + number) % GROUPS.length] ?? ""),
    userOf: (number) => {
      while (known.length <= number) known.push(`u-${users.hex(8)}${users.hex(4)}`);
      return known[number] ?? "";
    },
  };
}

/** Between 60 % and 140 % of the usual; whole for counts, else with three decimals. */
function amount(
  series: { readonly size: number; readonly isWhole: boolean },
  factor: number,
  random: Random,
): number {
  const value = series.size * factor * (0.6 + random.next() * 0.8);
  return series.isWhole ? Math.round(value) : Math.round(value * 1000) / 1000;
}
