import * as v from "valibot";

import { instantSchema, valueSchema } from "./scalars.ts";

/** How much of a metric definition an installation can deliver, from an instant on. The service never removes one. */
export interface Capacity {
  readonly id: string;
  readonly installation_id: string;
  readonly metric_definition_id: string;
  readonly value: number;
  /** ISO 8601 UTC. */
  readonly registered_on: string;
}

/** Reads one element of `GET /installations/{id}/capacities` and of an installation's `capacities`. */
export const capacitySchema = v.looseObject({
  id: v.string(),
  installation_id: v.string(),
  metric_definition_id: v.string(),
  value: valueSchema,
  registered_on: instantSchema,
}) satisfies v.GenericSchema<unknown, Capacity>;
