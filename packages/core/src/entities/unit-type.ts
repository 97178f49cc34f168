import * as v from "valibot";

import type { Patch } from "./patch.ts";
import { optionalText } from "./scalars.ts";

/** A unit that metric definitions can have. */
export interface UnitType {
  readonly id: string;
  /** Its name, by which definitions refer to it: `TB/year`. */
  readonly unit_type: string;
  readonly description?: string | null;
  /** `""` for those the service is born with, which cannot be changed. */
  readonly creator_id?: string | null;
}

/** What a new unit type is made of: the body of `POST /unit-types`. */
export interface NewUnitType {
  readonly unit_type: string;
  /** Not empty. */
  readonly description: string;
}

/** What can be changed of a unit type. Its own name, sent again, is refused as taken: leave it out. */
export type UnitTypePatch = Patch<NewUnitType>;

/** Reads one element of `GET /unit-types`, and `GET /unit-types/{id}`. */
export const unitTypeSchema = v.looseObject({
  id: v.string(),
  unit_type: v.string(),
  description: optionalText,
  creator_id: optionalText,
}) satisfies v.GenericSchema<unknown, UnitType>;
