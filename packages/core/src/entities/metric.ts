import * as v from "valibot";

import { type MetricDefinition, metricDefinitionSchema } from "./metric-definition.ts";
import type { Patch } from "./patch.ts";
import { instantSchema, optionalText, valueSchema } from "./scalars.ts";

/**
 * A value of a metric definition over a time period. This is what the service answers when one metric is written or
 * asked for; its `metric_id` is called `id` here, as everywhere else.
 */
export interface Metric {
  readonly id: string;
  readonly metric_definition_id: string;
  /** ISO 8601 UTC. */
  readonly time_period_start: string;
  /** ISO 8601 UTC. */
  readonly time_period_end: string;
  /** A double; NaN and the infinities are possible. */
  readonly value: number;
  /** Absent when the metric was written without one; `""` is a group. */
  readonly group_id?: string | null;
  /** Absent when the metric was written without one; `""` is a user. */
  readonly user_id?: string | null;
}

/** A metric as lists and search give it: with the names it was written with, which later renames do not touch. */
export interface MetricItem extends Metric {
  /** The project's acronym when the metric was written; not its id. */
  readonly project?: string | null;
  /** The id of the provider. */
  readonly provider: string;
  readonly installation_id: string;
  readonly project_id: string;
  readonly resource?: string | null;
  readonly metric_definition: MetricDefinition;
}

/** What a new metric is made of: the body of `POST /installations/{id}/metrics`. */
export interface NewMetric {
  readonly metric_definition_id: string;
  /** An instant with a zone, not in the future. The service stores milliseconds. */
  readonly time_period_start: string;
  /** An instant with a zone, after the start and not in the future. */
  readonly time_period_end: string;
  /** Finite: the service takes NaN and the infinities too, and reports them as the total. */
  readonly value: number;
  readonly group_id?: string | undefined;
  readonly user_id?: string | undefined;
}

/**
 * What to change of a metric: the body of `PATCH /installations/{id}/metrics/{id}`. What is left out stays. A group or
 * user can be emptied with `""`, never removed; nothing else can be empty.
 */
export type MetricPatch = Patch<NewMetric>;

const period = {
  time_period_start: instantSchema,
  time_period_end: instantSchema,
  value: valueSchema,
  group_id: optionalText,
  user_id: optionalText,
};

/** Reads what `POST /installations/{id}/metrics` and `GET /installations/{id}/metrics/{id}` answer. */
export const metricSchema = v.pipe(
  v.looseObject({ metric_id: v.string(), metric_definition_id: v.string(), ...period }),
  v.transform(({ metric_id, ...rest }) => ({ id: metric_id, ...rest })),
) satisfies v.GenericSchema<unknown, Metric>;

/** Reads one element of the metric lists and of `POST /metrics/search`. */
export const metricItemSchema = v.pipe(
  v.looseObject({
    id: v.string(),
    ...period,
    project: optionalText,
    provider: v.string(),
    installation_id: v.string(),
    project_id: v.string(),
    resource: optionalText,
    metric_definition: metricDefinitionSchema,
  }),
  // the object is the schema's own: a copy of each of a million would cost more than the checks
  v.transform((item) =>
    Object.assign(item, { metric_definition_id: item.metric_definition.metric_definition_id }),
  ),
) satisfies v.GenericSchema<unknown, MetricItem>;
