import { NAMESPACE, PARENT_GROUP } from "../state/seeds.ts";

/** What an entitlement grants: a role on everything below a hierarchy. */
export interface Entitlement {
  /** `[]` = everything, `["prj-1"]`, `["prj-1", "<provider>"]`, `["operations", "resources"]` … */
  readonly hierarchy: readonly string[];
  /** Compared exactly: `Viewer` grants nothing. */
  readonly role: string;
}

/** Where entitlements of a tenant are looked for. */
export interface EntitlementScope {
  readonly namespace: string;
  readonly parent: string;
}

/** The scope of the default tenant. */
export const DEFAULT_SCOPE: EntitlementScope = { namespace: NAMESPACE, parent: PARENT_GROUP };

/** Reads the name of an entitlement; `undefined` if it does not count in this scope. */
export function parseEntitlement(name: string, scope: EntitlementScope): Entitlement | undefined {
  const prefix = `${scope.namespace}:${scope.parent}:`;
  if (!name.startsWith(prefix)) return undefined;
  const parts = name.slice(prefix.length).split(":");
  const role = /^role=(.*)$/.exec(parts.pop() ?? "")?.[1];
  return role === undefined ? undefined : { hierarchy: parts, role };
}

/** Whether an entitlement reaches a target: its hierarchy is a prefix of it. */
export function covers(entitlement: Entitlement, target: readonly string[]): boolean {
  return (
    entitlement.hierarchy.length <= target.length &&
    entitlement.hierarchy.every((part, level) => part === target[level])
  );
}
