import { chance, randomFrom } from "../random.ts";
import { IdSource } from "../state/id-source.ts";
import { amountOf, type Series } from "./amounts.ts";
import type { DatasetMetric } from "./dataset.ts";
import type { DatasetPlan } from "./dataset-options.ts";
import type { Lane } from "./reporting.ts";

const DAY_MS = 86_400_000;
/** From one metric to the next, once their month is over. */
const WRITING_MS = 20;
/** Walks through the days of a month of any length, each once, so that a bit more is found on days anywhere in it. */
const DAY_STRIDE = 11;

interface Month {
  /** Months since the year 0, and since the beginning of the dataset. */
  readonly number: number;
  readonly age: number;
  /** Milliseconds since the epoch. */
  readonly first: number;
  readonly next: number;
  readonly days: number;
}

/**
 * The metrics of a dataset, made anew each time they are read: month after month, and within a month one row of each
 * lane in turn, so that the ids of an installation are strided. No two rows are about the same usage.
 */
export function generateMetrics(plan: DatasetPlan, lanes: readonly Lane[]): Iterable<DatasetMetric> {
  return {
    *[Symbol.iterator]() {
      const ids = new IdSource(randomFrom(`metrics ${plan.seed}`));
      let made = 0;
      for (let age = 0; age < plan.months; age++) {
        const month = monthAt(plan.firstMonth + age, age);
        const wanted = Math.floor((plan.metrics * (age + 1)) / plan.months) - made;
        yield* metricsOf(month, lanes, shareOut(wanted, lanes, month.days), ids);
        made += wanted;
      }
    },
  };
}

function monthAt(number: number, age: number): Month {
  const first = Date.UTC(Math.floor(number / 12), number % 12, 1);
  const next = Date.UTC(Math.floor((number + 1) / 12), (number + 1) % 12, 1);
  return { number, age, first, next, days: Math.round((next - first) / DAY_MS) };
}

/** How many rows of a month each lane has: what it was granted, and a share of what remains if it names users. */
function shareOut(wanted: number, lanes: readonly Lane[], days: number): number[] {
  let left = wanted;
  const granted = lanes.map((lane) => {
    const rows = Math.min(left, lane.series.length * lane.parts * (lane.isDaily ? days : 1));
    left -= rows;
    return rows;
  });
  const weights = restWeights(lanes);
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  let before = 0;
  return granted.map((rows, at) => {
    const until = before + (weights[at] ?? 0);
    const more = Math.floor((left * until) / all) - Math.floor((left * before) / all);
    before = until;
    return rows + more;
  });
}

/** How the lanes share the rows that remain: those that name users, the daily ones more; the first if there are none. */
function restWeights(lanes: readonly Lane[]): number[] {
  const weights = lanes.map(({ byUser, parts, isDaily }) => {
    if (!byUser || parts === 1) return 0;
    return isDaily ? 8 : 1;
  });
  return weights.some((weight) => weight > 0) ? weights : weights.map((_, at) => (at === 0 ? 1 : 0));
}

function* metricsOf(
  month: Month,
  lanes: readonly Lane[],
  counts: readonly number[],
  ids: IdSource,
): Generator<DatasetMetric> {
  let written = month.next;
  let open = lanes.map((lane, at) => ({ lane, count: counts[at] ?? 0 }));
  for (let turn = 0; open.length > 0; turn++) {
    open = open.filter(({ count }) => turn < count);
    for (const { lane, count } of open) {
      yield metricAt(month, lane, turn, count, ids.next(written));
      written += WRITING_MS;
    }
  }
}

/** One of the rows of a lane in a month: its series in turn, then its days, then their parts. */
function metricAt(month: Month, lane: Lane, number: number, count: number, id: string): DatasetMetric {
  const { series, isDaily, seed } = lane;
  const slots = series.length * (isDaily ? month.days : 1);
  const slot = number % slots;
  const one = series[slot % series.length] as Series;
  const part = Math.floor(number / slots);
  const parts = Math.floor(count / slots) + (slot < count % slots ? 1 : 0);
  const at = isDaily ? (Math.floor(slot / series.length) * DAY_STRIDE + month.number) % month.days : 0;
  const start = month.first + at * DAY_MS;
  const day = start / DAY_MS;
  const days = isDaily ? 1 : month.days;
  const group = lane.byUser ? userAt(lane, day, part) % lane.groups.length : part;
  return {
    id,
    installation_id: lane.installation,
    metric_definition_id: one.definition,
    start,
    end: start + days * DAY_MS,
    value: amountOf(one, { seed, month: month.number, age: month.age, day, days, part, parts }),
    // the only part is everybody's
    group_id: parts === 1 ? undefined : lane.groups[group],
    user_id: parts === 1 || !lane.byUser ? undefined : lane.userOf(userAt(lane, day, part)),
  };
}

/** Whose a part is in a period: every part is taken in turns by two users. */
function userAt({ seed }: Lane, day: number, part: number): number {
  return 2 * part + (chance(seed, day, -part) < 0.5 ? 0 : 1);
}
