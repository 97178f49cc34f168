import type { Discovery } from "@argo-acc/client";
import { type Grant, type List } from "@argo-acc/core";
import {
  capacityKind,
  definitionKind,
  type EntityKind,
  installationKind,
  inTransaction,
  markEntitiesGone,
  projectKind,
  providerKind,
  readEntities,
} from "@argo-acc/store/mirror";

import { isCovered } from "./covered-part.ts";
import type { Catalogue } from "./read-catalogue.ts";
import type { PullRun } from "./run.ts";
import { grantOf } from "./store-catalogue.ts";

/** Items on one page of a list: a list that fits there was seen whole in one moment. */
const ONE_PAGE = 100;

/** An item of a list whose items are told apart by one field. */
interface Listed<T> {
  readonly items: readonly T[];
  readonly idOf: (item: T) => string;
  /** The list, to be read a second time. */
  readonly list: List<T>;
}

/**
 * Marks what the mirror shows and the catalogue no longer lists. A list of more than one page is read a second time,
 * and says nothing unless both readings name the same items.
 */
export async function markGoneEntities(
  run: PullRun,
  source: { readonly discovery: Discovery; readonly catalogue: Catalogue; readonly grants: readonly Grant[] },
): Promise<void> {
  const { acc } = run;
  const { discovery, catalogue, grants } = source;
  const answered = (name: string) =>
    discovery.sources.some((asked) => asked.source === name && asked.status === "available");
  if (answered("GET /installations/all")) {
    const listed = { items: discovery.installations, idOf: byId, list: acc.installations.all() };
    const isOurs = (item: (typeof discovery.installations)[number]) => isCovered(grants, grantOf(item));
    const gone = await markGone(run, installationKind, listed, byId, isOurs);
    const capacities = readEntities(run.mirror, capacityKind).filter((item) =>
      gone.has(item.installation_id),
    );
    inTransaction(run.mirror, () => markEntitiesGone(run.mirror, run.id, capacityKind, capacities.map(byId)));
  }
  if (isCovered(grants, { kind: "system" }) && answered("GET /admin/projects")) {
    await markGone(
      run,
      projectKind,
      { items: discovery.projects, idOf: byId, list: acc.admin.projects.list() },
      byId,
    );
  }
  if (catalogue.providers !== undefined) {
    await markGone(
      run,
      providerKind,
      { items: catalogue.providers, idOf: byId, list: acc.providers.list() },
      byId,
    );
  }
  if (catalogue.definitions !== undefined) {
    const listed = { items: catalogue.definitions, idOf: byDefinitionId, list: acc.metricDefinitions.list() };
    await markGone(run, definitionKind, listed, byDefinitionId);
  }
}

async function markGone<T extends object, L>(
  run: PullRun,
  kind: EntityKind<T>,
  listed: Listed<L>,
  idOf: (item: T) => string,
  isOurs: (item: T) => boolean = () => true,
): Promise<ReadonlySet<string>> {
  const seen = new Set(listed.items.map(listed.idOf));
  const missing = readEntities(run.mirror, kind).filter((item) => isOurs(item) && !seen.has(idOf(item)));
  if (missing.length === 0 || !(await isProven(run, listed, seen))) return new Set();
  const ids = missing.map(idOf);
  inTransaction(run.mirror, () => markEntitiesGone(run.mirror, run.id, kind, ids));
  return new Set(ids);
}

async function isProven<L>(run: PullRun, listed: Listed<L>, seen: ReadonlySet<string>): Promise<boolean> {
  if (listed.items.length <= ONE_PAGE) return true;
  const again = new Set<string>();
  let items = 0;
  for (const item of await listed.list.toArray({ signal: run.options.signal })) {
    again.add(listed.idOf(item));
    items += 1;
  }
  // an item that comes twice has pushed another one out
  return items === again.size && listed.items.length === items && [...again].every((id) => seen.has(id));
}

function byId({ id }: { readonly id: string }): string {
  return id;
}

function byDefinitionId(definition: { readonly metric_definition_id: string }): string {
  return definition.metric_definition_id;
}
