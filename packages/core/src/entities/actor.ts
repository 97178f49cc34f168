import * as v from "valibot";

import { optionalText } from "./scalars.ts";

/** Somebody who has registered with the service: a person or another service. */
export interface Actor {
  readonly id: string;
  /** The subject of its tokens. */
  readonly oidc_id: string;
  /** `""` if not known. */
  readonly name?: string | null;
  readonly email?: string | null;
  /** Without a zone: by the service's own clock. */
  readonly registered_on?: string | null;
  /** Who issues its tokens; `""` if not known. */
  readonly issuer?: string | null;
}

/** Reads one element of `GET /admin/actors`. */
export const actorSchema = v.looseObject({
  id: v.string(),
  oidc_id: v.string(),
  name: optionalText,
  email: optionalText,
  registered_on: optionalText,
  issuer: optionalText,
}) satisfies v.GenericSchema<unknown, Actor>;
