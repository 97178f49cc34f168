import { resourcePath } from "./installation.ts";
import type { MetricItem } from "./metric.ts";

/**
 * A box of metrics that one reading proves complete: a half-open range of resource paths
 * (`project.provider.installation`, compared by code point) and a half-open range of period starts. `null` = open.
 * Windows that share an edge neither overlap nor leave a gap.
 */
export interface MetricWindow {
  /** The first path inside. */
  readonly pathFrom: string | null;
  /** The first path outside. */
  readonly pathUntil: string | null;
  /** The first period start inside: milliseconds since the epoch, a whole second. */
  readonly startFrom: number | null;
  /** The first period start outside: milliseconds since the epoch, a whole second. */
  readonly startUntil: number | null;
}

/** The path of a metric, under which its installation is found in a {@link MetricWindow}. */
export function metricPath(metric: MetricItem): string {
  return resourcePath(metric.project_id, metric.provider, metric.installation_id);
}

/**
 * The order of resource paths on the service: by code point. JavaScript's `<` compares UTF-16 units, which differs
 * for characters beyond U+FFFF.
 */
export function comparePaths(a: string, b: string): number {
  const left = a[Symbol.iterator]();
  const right = b[Symbol.iterator]();
  for (;;) {
    const x = left.next();
    const y = right.next();
    if (x.done === true || y.done === true) return Number(y.done ?? false) - Number(x.done ?? false);
    const difference = (x.value.codePointAt(0) ?? 0) - (y.value.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
}
