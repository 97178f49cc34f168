import { actorOf } from "./caller.ts";
import type { Claims } from "./claims.ts";
import { ADMIN_SUBJECT, entitlementName } from "../state/seeds.ts";
import type { World } from "../state/world.ts";

/** The callers a sandbox knows, one of each kind. */
export const ROLES = [
  "admin",
  "pa",
  "pv",
  "va",
  "vv",
  "ia",
  "iv",
  "rep",
  "opsa",
  "opsv",
  "topv",
  "norole",
  "unreg",
] as const;

/**
 * Who calls: system admin; admin and viewer of the first project (`pa`, `pv`), of its first provider (`va`, `vv`), of
 * that one's first installation (`ia`, `iv`); representative of the provider; operations admin and viewer; top-level
 * viewer; registered without any role; never registered.
 */
export type Role = (typeof ROLES)[number];

/** What the issuer says of a role's token. */
export function claimsOfRole(role: Role, issuer: string): Claims {
  const sub = role === "admin" ? ADMIN_SUBJECT : `${role}_sub`;
  return { sub, name: role, email: `${role}@example.org`, iss: issuer };
}

/** Registers the roles' callers and assigns what they may do, as far as the world has what their roles are about. */
export function registerRoles(world: World, issuer: string): void {
  const project = world.projects.values().find((known) => known.providers.size > 0);
  const place = project?.providers.values().find(({ installations }) => installations.length > 0);
  const projectPath = project === undefined ? undefined : [project.id];
  const providerPath =
    projectPath === undefined || place === undefined ? undefined : [...projectPath, place.provider.id];
  const installation = place?.installations[0];
  const installationPath =
    providerPath === undefined || installation === undefined ? undefined : [...providerPath, installation];
  register(world, "pa", issuer, projectPath, "admin");
  register(world, "pv", issuer, projectPath, "viewer");
  register(world, "va", issuer, providerPath, "admin");
  register(world, "vv", issuer, providerPath, "viewer");
  register(world, "ia", issuer, installationPath, "admin");
  register(world, "iv", issuer, installationPath, "viewer");
  register(
    world,
    "rep",
    issuer,
    place === undefined ? undefined : ["roles", "provider", place.provider.id],
    "admin",
  );
  register(world, "opsa", issuer, ["operations", "resources"], "admin");
  register(world, "opsv", issuer, ["operations", "resources"], "viewer");
  register(world, "topv", issuer, [], "viewer");
  register(world, "norole", issuer, undefined, "");
}

function register(
  world: World,
  role: Role,
  issuer: string,
  hierarchy: readonly string[] | undefined,
  as: string,
): void {
  const { sub = "", name = "", email = "" } = claimsOfRole(role, issuer);
  const actor = actorOf(world, sub, issuer) ?? { id: world.newId(), oidc_id: sub, name, email, issuer };
  world.actors.set(actor.id, actor);
  if (hierarchy === undefined) return;
  const entitlement = { id: world.newId(), name: entitlementName(hierarchy, as), registered_on: null };
  world.entitlements.set(entitlement.id, entitlement);
  const id = world.newId();
  world.assignments.set(id, { id, actor_id: actor.id, entitlement_id: entitlement.id, assigned_at: null });
}
