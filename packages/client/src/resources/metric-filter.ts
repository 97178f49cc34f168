import { AccConfigError, type MetricItem, metricItemSchema, type Paged } from "@argo-acc/core";

import type { Transport } from "../transport/transport.ts";
import { checkDay } from "./check-day.ts";
import { lowerHexId } from "./lower-hex-id.ts";
import { type ListOptions, pagedList } from "./paged-list.ts";
import type { Place } from "./place.ts";

/**
 * Which metrics of a list to give. With both days a metric has to lie between them whole: its period starts at or
 * after 00:00 of `start` and ends at or before 00:00 of `end`, so all of January is `2024-01-01` to `2024-02-01`. `start`
 * alone asks only when periods start, `end` alone includes that day.
 */
export interface MetricFilter {
  /** `yyyy-mm-dd`, UTC. */
  readonly start?: string | undefined;
  /** `yyyy-mm-dd`, UTC. */
  readonly end?: string | undefined;
  readonly metric_definition_id?: string | undefined;
}

/** The same for a group or a user: there the service cannot filter by definition, and does not say so. */
export interface MemberMetricFilter extends MetricFilter {
  readonly metric_definition_id?: never;
}

/**
 * A list of metrics at a place.
 *
 * @throws AccConfigError if `start` or `end` is no day, or something else is given than `names`: the service ignores what
 *   it does not know, and gives every metric
 */
export function metricList(
  transport: Transport,
  place: Place,
  filter: MetricFilter,
  options: ListOptions,
  names: readonly string[] = ["start", "end", "metric_definition_id"],
): Paged<MetricItem> {
  const unknown = Object.keys(filter).find((name) => !names.includes(name));
  if (unknown !== undefined) {
    const cure = `filter by ${names.join(", ")}; options come after the filter`;
    throw new AccConfigError(`this list of metrics has no filter "${unknown}"`, { cure });
  }
  const query = {
    ...place.query,
    start: checkDay("start", filter.start),
    end: checkDay("end", filter.end),
    "metric-definition-id": definitionId(filter.metric_definition_id),
  };
  return pagedList(transport, { method: "GET", path: place.path, query }, metricItemSchema, {
    options,
    identify: (metric) => metric.id,
  });
}

/** The service takes an empty one for none and gives every metric; one in upper case it knows and finds nothing by. */
function definitionId(id: string | undefined): string | undefined {
  if (id !== "") return lowerHexId(id);
  throw new AccConfigError(`metric_definition_id "" is no id`, {
    cure: "leave it out for all definitions",
  });
}
