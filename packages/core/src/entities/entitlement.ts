import * as v from "valibot";

import { optionalText } from "./scalars.ts";

/** A right that can be assigned to actors. */
export interface Entitlement {
  readonly id: string;
  /**
   * `urn:…:group:accounting:<project>:<provider>:role=admin`. The service takes any text and grants nothing for one that
   * it does not understand: another namespace, a role that is not `admin` or `viewer` in small letters.
   */
  readonly name: string;
  /** Without a zone: by the service's own clock. */
  readonly registered_on?: string | null;
}

/** What a new entitlement is made of: the body of `POST /admin/entitlements`. */
export interface NewEntitlement {
  readonly name: string;
}

/** That an actor has an entitlement. */
export interface Assignment {
  readonly id: string;
  readonly actor_id: string;
  readonly entitlement_id: string;
  /** Without a zone: by the service's own clock. */
  readonly assigned_at?: string | null;
}

/** An entitlement of one actor. The service gives its name and the id of the assignment, not its own id. */
export interface AssignedEntitlement {
  /** What the service calls `id` here. */
  readonly assignment_id: string;
  readonly name: string;
}

/** Reads one element of `GET /admin/entitlements`, and `GET /admin/entitlements/{id}`. */
export const entitlementSchema = v.looseObject({
  id: v.string(),
  name: v.string(),
  registered_on: optionalText,
}) satisfies v.GenericSchema<unknown, Entitlement>;

/** Reads one element of `GET /admin/actors/entitlements`. */
export const assignmentSchema = v.looseObject({
  id: v.string(),
  actor_id: v.string(),
  entitlement_id: v.string(),
  assigned_at: optionalText,
}) satisfies v.GenericSchema<unknown, Assignment>;

/** Reads one element of `GET /admin/actors/{id}/entitlements`. */
export const assignedEntitlementSchema = v.pipe(
  v.looseObject({ id: v.string(), name: v.string() }),
  v.transform(({ id, ...rest }) => ({ assignment_id: id, ...rest })),
) satisfies v.GenericSchema<unknown, AssignedEntitlement>;
