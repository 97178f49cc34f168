import { badRequest, brokenInside } from "../service/refusal.ts";
import type { ActorRecord, TenantRecord } from "../state/entities.ts";
import type { World } from "../state/world.ts";
import type { Claims } from "./claims.ts";
import { covers, DEFAULT_SCOPE, type Entitlement, parseEntitlement } from "./entitlement.ts";

/** The roles that pass a viewer rule, and the one that passes an admin rule. */
export const VIEW: readonly string[] = ["admin", "viewer"];
export const ADMIN: readonly string[] = ["admin"];

/** Who calls, and what they may do. */
export interface Caller {
  /** The OIDC subject, or the client id of a service account. */
  readonly subject: string;
  /** "" if the token did not say. */
  readonly issuer: string;
  readonly name: string;
  readonly email: string;
  /** In the order they were assigned. */
  readonly entitlements: readonly Entitlement[];
  readonly isSystemAdmin: boolean;
}

/** Who a token stands for. A token without an identity is a 400, a tenant that says nothing of entitlements a 500. */
export function callerOf(world: World, claims: Claims): Caller {
  const subject = claims.sub ?? claims.client_id;
  if (subject === undefined) throw badRequest("The token names neither a subject nor a client.");
  const issuer = claims.iss ?? "";
  const tenant = world.tenants.values().find((known) => known.issuer === issuer);
  const management = tenant === undefined ? world.entitlementsManagement : tenant.entitlement_management;
  if (management === null) throw brokenInside("The tenant does not say where entitlements come from.");
  const names = management === "oidc" ? (claims.entitlements ?? []) : assigned(world, subject, issuer);
  const scope = tenant === undefined ? DEFAULT_SCOPE : scopeOf(tenant);
  const entitlements = names
    .map((name) => parseEntitlement(name, scope))
    .filter((found) => found !== undefined);
  return {
    subject,
    issuer,
    name: claims.name ?? "",
    email: claims.email ?? "",
    entitlements,
    isSystemAdmin:
      tenant === undefined &&
      entitlements.some(({ hierarchy, role }) => hierarchy.length === 0 && role === "admin"),
  };
}

/** The registered actor of a subject at an issuer. */
export function actorOf(world: World, subject: string, issuer: string): ActorRecord | undefined {
  return world.actors.values().find((actor) => actor.oidc_id === subject && actor.issuer === issuer);
}

/** Whether one of the roles reaches one of the targets. */
export function holds(
  caller: Caller,
  roles: readonly string[],
  ...targets: readonly (readonly string[])[]
): boolean {
  return (
    caller.isSystemAdmin ||
    caller.entitlements.some(
      (entitlement) =>
        roles.includes(entitlement.role) && targets.some((target) => covers(entitlement, target)),
    )
  );
}

function assigned(world: World, subject: string, issuer: string): string[] {
  const actor = actorOf(world, subject, issuer);
  if (actor === undefined) return [];
  return world.assignments
    .values()
    .filter((assignment) => assignment.actor_id === actor.id)
    .map((assignment) => world.entitlements.get(assignment.entitlement_id)?.name)
    .filter((name) => name !== undefined)
    .toArray();
}

function scopeOf(tenant: TenantRecord) {
  return { namespace: tenant.group_management_namespace, parent: tenant.group_management_parent };
}
