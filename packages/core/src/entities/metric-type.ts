import * as v from "valibot";

import type { Patch } from "./patch.ts";
import { optionalText } from "./scalars.ts";

/** A way in which the values of a metric definition are meant to be combined. The service's reports sum all alike. */
export interface MetricType {
  readonly id: string;
  /** Its name, by which definitions refer to it: `aggregated`. */
  readonly metric_type: string;
  readonly description?: string | null;
  /** `""` for those the service is born with, which cannot be changed. */
  readonly creator_id?: string | null;
}

/** What a new metric type is made of: the body of `POST /metric-types`. */
export interface NewMetricType {
  readonly metric_type: string;
  /** Not empty. */
  readonly description: string;
}

/** What can be changed of a metric type. Its own name, sent again, is refused as taken: leave it out. */
export type MetricTypePatch = Patch<NewMetricType>;

/** Reads one element of `GET /metric-types`, and `GET /metric-types/{id}`. */
export const metricTypeSchema = v.looseObject({
  id: v.string(),
  metric_type: v.string(),
  description: optionalText,
  creator_id: optionalText,
}) satisfies v.GenericSchema<unknown, MetricType>;
