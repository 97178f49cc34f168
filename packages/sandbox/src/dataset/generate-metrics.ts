import type { MetricDefinition } from "@argo-acc/core";

import { type Random, randomFrom } from "../random.ts";
import { IdSource } from "../state/id-source.ts";
import type { DatasetInstallation, DatasetMetric } from "./dataset.ts";
import type { DatasetPlan } from "./dataset-options.ts";
import { DEFINITIONS, GROUPS, SEASONS, SERVICES } from "./vocabulary.ts";

const DAY_MS = 86_400_000;

/** What an installation reports: definitions with the size of a day's value, and who uses it. */
interface Reporter {
  readonly id: string;
  readonly series: readonly {
    readonly definition: string;
    readonly size: number;
    readonly isWhole: boolean;
  }[];
  readonly groups: readonly string[];
  readonly users: readonly string[];
}

/**
 * The metrics of a dataset, made anew each time they are read: month after month, and within a month one row of each
 * installation in turn, so that the ids of an installation are strided. The first row of an installation in a month
 * is its monthly total, the others are daily values: of the first group, then the second, then by user.
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
      const reporters = installations.map((installation) => reporterOf(installation, definitions, random));
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
    const turn = Math.floor(at / reporters.length) - 1;
    const created = next + at * 20;
    if (turn < 0) {
      const series = reporter.series[0] as Reporter["series"][number];
      yield {
        id: ids.next(created),
        installation_id: reporter.id,
        metric_definition_id: series.definition,
        start: first,
        end: next,
        value: amount(series, season * days, random),
      };
      continue;
    }
    const variant = Math.floor(turn / days);
    const series =
      reporter.series[variant === 0 ? 1 : variant % reporter.series.length] ?? reporter.series[0];
    if (series === undefined) continue;
    const start = first + (turn % days) * DAY_MS;
    yield {
      id: ids.next(created),
      installation_id: reporter.id,
      metric_definition_id: series.definition,
      start,
      end: start + DAY_MS,
      value: amount(series, season, random),
      group_id: variant === 0 ? undefined : reporter.groups[(variant - 1) % reporter.groups.length],
      user_id: variant < 3 ? undefined : reporter.users[(variant - 3) % reporter.users.length],
    };
  }
}

function reporterOf(
  installation: DatasetInstallation,
  definitions: readonly MetricDefinition[],
  random: Random,
): Reporter {
  const service = SERVICES.find(([, infrastructure]) => infrastructure === installation.infrastructure);
  const [, , ...names] = service ?? [];
  const scale = 0.3 + random.next() * 1.7;
  const firstGroup = random.below(GROUPS.length);
  return {
    id: installation.id,
    series: names.map((name) => {
      const [, , , type = "", size = 1] = DEFINITIONS.find(([known]) => known === name) ?? [];
      const definition = definitions.find((known) => known.metric_name === name)?.metric_definition_id ?? "";
      return { definition, size: size * scale, isWhole: type === "count" || type === "summarised" };
    }),
    groups: Array.from({ length: 3 }, (_, at) => GROUPS[(firstGroup + at) % GROUPS.length] ?? ""),
    users: Array.from({ length: 24 }, () => `u-${random.hex(8)}${random.hex(4)}`),
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
