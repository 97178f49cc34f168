import * as v from "valibot";

/** How much was created between two days. */
export interface ServiceCounts {
  readonly metric_definition_count: number;
  readonly metric_count: number;
  /** Absent up to service 1.7, which counts users instead. */
  readonly actor_count?: number;
}

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** Reads what `GET /admin/metrics` answers. */
export const serviceCountsSchema = v.looseObject({
  metric_definition_count: count,
  metric_count: count,
  actor_count: v.exactOptional(count),
}) satisfies v.GenericSchema<unknown, ServiceCounts>;
