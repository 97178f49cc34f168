/** Names and words of the unit types a fresh service holds. */
export const UNIT_TYPES: readonly (readonly [name: string, description: string])[] = [
  ["TB", "Terabytes"],
  ["TB/year", "Terabytes held for a year"],
  ["Endpoints Monitored/hour", "Endpoints under monitoring in an hour"],
  ["Messages/hour", "Messages in an hour"],
  ["Service Updates", "Updates of a service"],
  ["#", "A plain number"],
  ["count", "Things counted"],
  ["API reqs", "Requests to a programming interface"],
  ["PID prefixes", "Prefixes of persistent identifiers"],
  ["CPU Time", "Time of processors"],
  ["s", "Seconds"],
];

/** Names and words of the metric types a fresh service holds. */
export const METRIC_TYPES: readonly (readonly [name: string, description: string])[] = [
  ["aggregated", "Values that add up over time"],
  ["count", "Values that count events"],
  ["summarised", "Values that summarise a period"],
  ["averaged", "Values that are means over a period"],
];

/** The namespace in which entitlements count, and the parent group inside it. */
export const NAMESPACE = "urn:geant:sandbox.eosc-beyond.eu:core:integration:group";
export const PARENT_GROUP = "accounting";

/** The OIDC subject of the system admin that every service starts with. */
export const ADMIN_SUBJECT = "admin_voperson_id";

/** The entitlement of a hierarchy (`["prj-1", "<provider>"]`) and a role. */
export function entitlementName(hierarchy: readonly string[], role: string): string {
  return [NAMESPACE, PARENT_GROUP, ...hierarchy, `role=${role}`].join(":");
}
