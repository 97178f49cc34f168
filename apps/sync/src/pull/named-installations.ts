import type { Discovery } from "@argo-acc/client";
import type { Installation, MetricDefinition, ProjectInstallation } from "@argo-acc/core";

import { withoutPermissions } from "./covered-part.ts";

/**
 * Every installation that a discovery names, readable or not: those that the list of all installations has, as it has
 * them, and those that only trees of projects and the providers in them name, which is all there is where the service
 * has no such list.
 *
 * @param definitions where their units of access are looked up, of which trees tell the id alone. One that is not there
 *   is left out
 */
export function namedInstallations(
  discovery: Discovery,
  definitions: Iterable<MetricDefinition> = [],
): Installation[] {
  const named = new Map(discovery.installations.map((item) => [item.id, item]));
  const units = new Map([...definitions].map((item) => [item.metric_definition_id, item]));
  for (const { project, organisation, installations } of placesOf(discovery)) {
    for (const { unit_of_access: unitId, ...node } of installations) {
      if (named.has(node.id)) continue;
      const unit = unitId === null ? null : units.get(unitId ?? "");
      named.set(node.id, {
        ...withoutPermissions(node),
        project,
        organisation,
        ...(unit === undefined ? {} : { unit_of_access: unit }),
      });
    }
  }
  return [...named.values()];
}

/** The ids of the units of access of those installations that the list of all installations does not have. */
export function namedUnits(discovery: Discovery): ReadonlySet<string> {
  const listed = new Set(discovery.installations.map(({ id }) => id));
  const nodes = placesOf(discovery).flatMap(({ installations }) => installations);
  return new Set(nodes.flatMap(({ id, unit_of_access: unitId }) => (listed.has(id) ? [] : (unitId ?? []))));
}

/** Where providers stand in projects, with the installations that they have there. */
function placesOf({ projects, providersInProjects }: Discovery): {
  readonly project: string;
  readonly organisation: string;
  readonly installations: readonly ProjectInstallation[];
}[] {
  return [
    ...projects.flatMap((project) =>
      project.providers.map(({ id, installations }) => ({
        project: project.id,
        organisation: id,
        installations,
      })),
    ),
    ...providersInProjects.map(({ project_id, id, installations }) => ({
      project: project_id,
      organisation: id,
      installations,
    })),
  ];
}
