import * as v from "valibot";

import type { Patch } from "./patch.ts";
import { optionalText } from "./scalars.ts";

/** What a metric measures: a name, a unit and how values are meant to be combined. */
export interface MetricDefinition {
  readonly metric_definition_id: string;
  readonly metric_name: string;
  readonly metric_description?: string | null;
  /** The name of the unit, such as `TB/year`; not its id. */
  readonly unit_type: string;
  /** The name of the type, such as `aggregated`; not its id. The service's reports sum every type alike. */
  readonly metric_type: string;
  readonly creator_id?: string | null;
}

/** What a new metric definition is made of: the body of `POST /metric-definitions`. */
export interface NewMetricDefinition {
  readonly metric_name: string;
  readonly metric_description?: string | undefined;
  /** The name of a unit type. */
  readonly unit_type: string;
  /** The name of a metric type. */
  readonly metric_type: string;
}

/** What can be changed of a metric definition, as long as no metric uses it. */
export type MetricDefinitionPatch = Patch<NewMetricDefinition>;

/** Reads one element of `GET /metric-definitions`, and the definition nested in a listed metric. */
export const metricDefinitionSchema = v.looseObject({
  metric_definition_id: v.string(),
  metric_name: v.string(),
  metric_description: optionalText,
  unit_type: v.string(),
  metric_type: v.string(),
  creator_id: optionalText,
}) satisfies v.GenericSchema<unknown, MetricDefinition>;
