import * as v from "valibot";

import type { Patch } from "./patch.ts";
import { instantSchema, valueSchema } from "./scalars.ts";

/** How much of a metric definition an installation can deliver, from an instant on. The service never removes one. */
export interface Capacity {
  readonly id: string;
  readonly installation_id: string;
  readonly metric_definition_id: string;
  /** A double; the service keeps decimals, beyond what a double holds too. */
  readonly value: number;
  /** ISO 8601 UTC. */
  readonly registered_on: string;
}

/**
 * What a new capacity is made of: the body of `POST /installations/{id}/capacities`. It holds from its time on, until the
 * next one of the same definition. Reports count no metric whose period goes across that time.
 */
export interface NewCapacity {
  readonly metric_definition_id: string;
  /** A finite number. */
  readonly value: number;
  /** `yyyy-mm-dd`, 00:00 UTC of that day. Default: the instant at which the service receives it, not its midnight. */
  readonly registered_on?: string | undefined;
}

/**
 * What to change of a capacity: the body of `PATCH /installations/{id}/capacities/{id}`. What is left out stays. No
 * capacity can be removed.
 */
export type CapacityPatch = Patch<Omit<NewCapacity, "metric_definition_id">>;

/** Reads one element of `GET /installations/{id}/capacities` and of an installation's `capacities`. */
export const capacitySchema = v.looseObject({
  id: v.string(),
  installation_id: v.string(),
  metric_definition_id: v.string(),
  value: valueSchema,
  registered_on: instantSchema,
}) satisfies v.GenericSchema<unknown, Capacity>;
