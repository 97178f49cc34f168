import type { Database } from "better-sqlite3";

import { type MetricItem, resourcePath } from "@argo-acc/core";

import { boundedMemo } from "./bounded-memo.ts";
import { contextText, extraOfDefinition, isSameContext } from "./metric-context.ts";

/** Entries kept in memory at most; a dictionary that outgrows it starts afresh and finds the rest in the file. */
const CACHE_LIMIT = 50_000;

/**
 * The integers that stand for repeated text in metric rows. What it adds is part of the transaction it runs in, so
 * after a rollback it must be thrown away.
 */
export interface Dictionary {
  /** The key of the path of a metric. */
  path(item: MetricItem): number;
  /** The key of what a metric shares with those written at the same time. */
  context(item: MetricItem): number;
  /** The key of a group or user. */
  label(text: string): number;
  /** Definitions of the contexts that were new since this was last called. */
  takeDefinitions(): MetricItem["metric_definition"][];
}

export function openDictionary(database: Database): Dictionary {
  let definitions: MetricItem["metric_definition"][] = [];

  const findPath = database
    .prepare<[string, string, string], number>(
      "SELECT key FROM metric_path WHERE project_id = ? AND provider_id = ? AND installation_id = ?",
    )
    .pluck();
  const addPath = database.prepare<[string, string, string, string]>(
    "INSERT INTO metric_path (project_id, provider_id, installation_id, path) VALUES (?, ?, ?, ?)",
  );
  const findContext = database
    .prepare<[string], number>("SELECT key FROM metric_context WHERE item = ?")
    .pluck();
  const addContext = database.prepare(
    `INSERT INTO metric_context (item, project, resource, metric_definition_id, metric_name, metric_description,
       unit_type, metric_type, creator_id, extra) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const findLabel = database.prepare<[string], number>("SELECT key FROM metric_label WHERE text = ?").pluck();
  const addLabel = database.prepare<[string]>("INSERT INTO metric_label (text) VALUES (?)");

  const path = boundedMemo(CACHE_LIMIT, (_text: string, item: MetricItem) => {
    const { project_id, provider, installation_id } = item;
    const known = findPath.get(project_id, provider, installation_id);
    if (known !== undefined) return known;
    const text = resourcePath(project_id, provider, installation_id);
    return Number(addPath.run(project_id, provider, installation_id, text).lastInsertRowid);
  });
  const context = boundedMemo(CACHE_LIMIT, (text: string, item: MetricItem) => {
    const known = findContext.get(text);
    if (known !== undefined) return known;
    const definition = item.metric_definition;
    definitions.push(definition);
    const added = addContext.run(
      text,
      item.project ?? null,
      item.resource ?? null,
      definition.metric_definition_id,
      definition.metric_name,
      definition.metric_description ?? null,
      definition.unit_type,
      definition.metric_type,
      definition.creator_id ?? null,
      extraOfDefinition(definition),
    );
    return Number(added.lastInsertRowid);
  });
  const latest = new Map<string, { readonly item: MetricItem; readonly key: number }>();
  return {
    path: (item) => path(pathText(item), item),
    context(item) {
      const { metric_definition_id: id } = item.metric_definition;
      const last = latest.get(id);
      if (last !== undefined && isSameContext(last.item, item)) return last.key;
      const key = context(contextText(item), item);
      if (latest.size >= CACHE_LIMIT) latest.clear();
      latest.set(id, { item, key });
      return key;
    },
    label: boundedMemo(
      CACHE_LIMIT,
      (text: string) => findLabel.get(text) ?? Number(addLabel.run(text).lastInsertRowid),
    ),
    takeDefinitions() {
      const taken = definitions;
      definitions = [];
      return taken;
    },
  };
}

/** Equal exactly for equal paths, whatever characters their ids hold. */
function pathText({ project_id, provider, installation_id }: MetricItem): string {
  return `${project_id.length} ${provider.length} ${project_id}${provider}${installation_id}`;
}
