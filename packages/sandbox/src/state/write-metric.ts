import type { InstallationRecord } from "./entities.ts";
import type { World } from "./world.ts";

/** The context of a metric written now: the names of today, kept for ever. */
export function contextOf(
  world: World,
  installation: InstallationRecord,
  definitionId: string,
  creatorId: string,
): number {
  return world.metrics.contexts.intern({
    project_id: installation.project,
    provider: installation.organisation,
    installation_id: installation.id,
    project: world.projects.get(installation.project)?.acronym ?? null,
    installation: installation.installation,
    infrastructure: installation.infrastructure,
    resource: installation.resource,
    metric_definition_id: definitionId,
    creatorId,
  });
}

/** Marks an installation as having had a metric, which nothing undoes. */
export function markUsed(world: World, installation: InstallationRecord): void {
  if (!installation.hadMetrics)
    world.installations.set(installation.id, { ...installation, hadMetrics: true });
}
