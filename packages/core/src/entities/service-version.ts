import * as v from "valibot";

/** Which version of the service answers. */
export interface ServiceVersion {
  /** `1.8.1` */
  readonly version: string;
}

/** Reads what `GET /admin/version` answers. */
export const serviceVersionSchema = v.looseObject({
  version: v.string(),
}) satisfies v.GenericSchema<unknown, ServiceVersion>;
