import type { Discovery } from "@argo-acc/client";
import { AccNotFoundError, type Grant } from "@argo-acc/core";
import {
  capacityKind,
  definitionKind,
  type EntityKind,
  installationKind,
  inTransaction,
  markEntitiesGone,
  metricTypeKind,
  projectKind,
  providerKind,
  readEntities,
  unitTypeKind,
} from "@argo-acc/store/mirror";

import { isCovered } from "./covered-part.ts";
import { namedInstallations } from "./named-installations.ts";
import type { Catalogue } from "./read-catalogue.ts";
import type { PullRun } from "./run.ts";
import { grantOf } from "./store-catalogue.ts";
import { orUnavailable } from "./unavailable.ts";

/** Where one kind of entity is listed, and how one of them is asked for by itself. */
interface Source<T> {
  /** What the list names now. */
  readonly listed: Iterable<string>;
  readonly idOf: (item: T) => string;
  readonly ask: (id: string) => Promise<unknown>;
  /** Which of the mirror's entities the list would name. Default: all. */
  readonly isOurs?: (item: T) => boolean;
}

/**
 * Marks what the mirror shows, the catalogue no longer lists, and the service does not find by its id either. A list
 * alone proves nothing: it may be cut short, or empty by mistake.
 */
export async function markGoneEntities(
  run: PullRun,
  source: { readonly discovery: Discovery; readonly catalogue: Catalogue; readonly grants: readonly Grant[] },
): Promise<void> {
  const { acc, mirror } = run;
  const { signal } = run.options;
  const { discovery, catalogue, grants } = source;
  const answered = (name: string) =>
    discovery.sources.some((asked) => asked.source === name && asked.status === "available");
  const installations = answered("GET /installations/all")
    ? discovery.installations
    : namedInstallations(discovery);
  const gone = await markGone(run, installationKind, {
    listed: installations.map(byId),
    idOf: byId,
    ask: (id) => acc.installation(id).get({ signal }),
    isOurs: (item) => isCovered(grants, grantOf(item)),
  });
  const capacities = readEntities(mirror, capacityKind).filter((item) => gone.has(item.installation_id));
  inTransaction(mirror, () => markEntitiesGone(mirror, run.id, capacityKind, capacities.map(byId)));
  if (isCovered(grants, { kind: "system" }) && answered("GET /admin/projects")) {
    await markGone(run, projectKind, {
      listed: discovery.projects.map(byId),
      idOf: byId,
      ask: (id) => acc.project(id).get({ signal }),
    });
  }
  if (catalogue.providers !== undefined) {
    await markGone(run, providerKind, {
      listed: catalogue.providers.map(byId),
      idOf: byId,
      ask: (id) => acc.provider(id).get({ signal }),
    });
  }
  if (catalogue.definitions !== undefined) {
    await markGone(run, definitionKind, {
      listed: catalogue.definitions.map(byDefinitionId),
      idOf: byDefinitionId,
      ask: (id) => acc.metricDefinitions.get(id, { signal }),
    });
  }
  if (catalogue.unitTypes !== undefined) {
    await markGone(run, unitTypeKind, {
      listed: catalogue.unitTypes.map(byId),
      idOf: byId,
      ask: (id) => acc.unitTypes.get(id, { signal }),
    });
  }
  if (catalogue.metricTypes !== undefined) {
    await markGone(run, metricTypeKind, {
      listed: catalogue.metricTypes.map(byId),
      idOf: byId,
      ask: (id) => acc.metricTypes.get(id, { signal }),
    });
  }
}

async function markGone<T extends object>(
  run: PullRun,
  kind: EntityKind<T>,
  { listed, idOf, ask, isOurs = () => true }: Source<T>,
): Promise<ReadonlySet<string>> {
  const seen = new Set(listed);
  const gone = new Set<string>();
  for (const item of readEntities(run.mirror, kind)) {
    const id = idOf(item);
    if (seen.has(id) || !isOurs(item)) continue;
    const answer = await orUnavailable(() => ask(id));
    if ("value" in answer) break; // a list that leaves out what there is tells nothing about the others either
    if (answer.error instanceof AccNotFoundError) gone.add(id);
  }
  inTransaction(run.mirror, () => markEntitiesGone(run.mirror, run.id, kind, gone));
  return gone;
}

function byId({ id }: { readonly id: string }): string {
  return id;
}

function byDefinitionId(definition: { readonly metric_definition_id: string }): string {
  return definition.metric_definition_id;
}
