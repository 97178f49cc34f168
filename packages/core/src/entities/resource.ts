import * as v from "valibot";

/** Something of the catalogue of services that an installation can be an instance of. Its id is chosen by who adds it. */
export interface Resource {
  readonly id: string;
  readonly name: string;
}

/** Reads one element of `GET /resources`, and what `POST /admin/resources` answers. */
export const resourceSchema = v.looseObject({
  id: v.string(),
  name: v.string(),
}) satisfies v.GenericSchema<unknown, Resource>;
