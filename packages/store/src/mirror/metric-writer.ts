import { type Grant, grantIds, type MetricItem, type MetricWindow } from "@argo-acc/core";

import { definitionKind } from "./catalogue-kinds.ts";
import { openDictionary } from "./dictionary.ts";
import { storeEntities } from "./entity.ts";
import { forgetDigests, forgetDigestsAt, openWindowKeeper, type WindowToKeep } from "./known-windows.ts";
import { localChunks } from "./local-chunks.ts";
import { restoreId } from "./metric-id.ts";
import { type MetricRow, metricRow } from "./metric-row.ts";
import { metricStatements } from "./metric-statements.ts";
import { inTransaction, type Mirror } from "./mirror.ts";
import { type Changes, insertRows, isGone, isTouched, keyOf, noChanges, updateRow } from "./row-changes.ts";
import type { RowCounts } from "./runs.ts";

/** What a window is part of. */
export interface ApplyOptions {
  /** Only metrics of this definition were asked for. Default: all. */
  readonly metric_definition_id?: string | undefined;
  /** Keeps the window as one of the grant's reading. Default: it is none. */
  readonly keep?: WindowToKeep | undefined;
}

/** Stores what the readings of one grant contain. */
export interface MetricWriter {
  /**
   * Stores the metrics of one window, in one transaction. Rows that are as they were are not written. Rows of the
   * mirror in this window that `items` lacks become suspects of the run, or are missed once more if they are already;
   * suspects that `items` contains are cleared.
   */
  apply(window: MetricWindow, items: readonly MetricItem[], options?: ApplyOptions): RowCounts;
  /** Stores metrics that exist, in one transaction. Of those that are not among `items` it says nothing. */
  store(items: readonly MetricItem[]): RowCounts;
  /**
   * Says of which metrics a window consists, once they are stored. Rows of the mirror that are none of them become
   * suspects; those that are suspects still, because they were seen at another start, are missed once more.
   */
  prove(window: MetricWindow, has: (id: string) => boolean): void;
  /** Counts rows that were not even looked at, since the answer they came in is the same as last time. */
  countUnchanged(rows: number): void;
  /** The paths in which rows were added beside others, so that an id may be there twice. */
  readonly addedTo: ReadonlySet<number>;
}

/** @param grant what is being read: rows of the mirror that it does not cover are left alone */
export function openMetricWriter(mirror: Mirror, run: number, grant: Grant): MetricWriter {
  const { database } = mirror;
  const statements = metricStatements(database);
  const keeper = openWindowKeeper(mirror, grant);
  const [project = null, provider = null, installation = null] = grantIds(grant);
  const addedTo = new Set<number>();
  let dictionary = openDictionary(database);

  const pathsIn = ({ pathFrom: from, pathUntil: until }: MetricWindow) =>
    statements.paths.all({ project, provider, installation, from, until });
  const received = (items: readonly MetricItem[]) =>
    groupByPath(items.map((item) => metricRow(item, dictionary)));

  const insert = (path: number, rows: readonly MetricRow[], changes: Changes, addedBefore: number) => {
    insertRows(statements, rows, { run, changes });
    const added = changes.added - addedBefore;
    if (added > 0 && statements.countPath.get(added, path) !== added) addedTo.add(path);
  };

  const finish = ({ added, changed, unchanged }: Changes): RowCounts => {
    const definitions = dictionary.takeDefinitions();
    if (definitions.length > 0) storeEntities(mirror, run, definitionKind, definitions);
    statements.countRun.run(added, changed, unchanged, run);
    return { added, changed, unchanged, gone: 0 };
  };

  const applyWindow = (window: MetricWindow, items: readonly MetricItem[], options: ApplyOptions) => {
    const { metric_definition_id: definition, keep } = options;
    const changes = noChanges();
    const updating = { haveSuspects: statements.haveSuspects.get() === 1, changes };
    const paths = received(items);
    const contexts = definition === undefined ? undefined : new Set(statements.contexts.all(definition));
    for (const path of new Set([...paths.keys(), ...pathsIn(window)])) {
      const rows = paths.get(path) ?? new Map<string, MetricRow>();
      const { added } = changes;
      for (const chunk of localChunks(statements, path, window)) {
        for (const local of chunk) {
          const key = keyOf(local);
          const row = rows.get(key);
          if (row !== undefined) {
            rows.delete(key);
            updateRow(statements, local, row, updating);
          } else if (!isGone(local) && (contexts === undefined || contexts.has(local[5]))) {
            statements.suspect.run(path, local[0], local[1], run);
            changes.missed += 1;
          }
        }
      }
      insert(path, [...rows.values()], changes, added);
    }
    if (isTouched(changes)) {
      if (keep === undefined) forgetDigests(mirror, window);
      else keeper.forgetOthers(window);
    }
    if (keep !== undefined) keeper.keep(window, items.length, keep, changes.missed === 0);
    return finish(changes);
  };

  const storeItems = (items: readonly MetricItem[]) => {
    const changes = noChanges();
    const updating = { haveSuspects: statements.haveSuspects.get() === 1, changes };
    for (const [path, rows] of received(items)) {
      const { added, changed } = changes;
      const fresh: MetricRow[] = [];
      for (const row of rows.values()) {
        const local = statements.one.get(path, row.start, row.id);
        if (local === undefined) fresh.push(row);
        else updateRow(statements, local, row, updating);
      }
      insert(path, fresh, changes, added);
      if (changes.added + changes.changed > added + changed) {
        const starts = [...rows.values()].map(({ start }) => start);
        forgetDigestsAt(mirror, { path, first: Math.min(...starts), last: Math.max(...starts) });
      }
    }
    return finish(changes);
  };

  const proveWindow = (window: MetricWindow, has: (id: string) => boolean) => {
    let missed = 0;
    for (const path of pathsIn(window)) {
      for (const chunk of localChunks(statements, path, window)) {
        for (const local of chunk) {
          const [start, id] = local;
          if (isGone(local)) continue;
          if (has(restoreId(id)) && statements.isSuspect.get(path, start, id) === undefined) continue;
          statements.suspect.run(path, start, id, run);
          missed += 1;
        }
      }
    }
    if (missed > 0) forgetDigests(mirror, window);
  };

  /** One transaction. What the dictionary remembers is thrown away with it where it is rolled back. */
  const inOne = <T>(work: () => T): T => {
    try {
      return inTransaction(mirror, work);
    } catch (error) {
      dictionary = openDictionary(database);
      throw error;
    }
  };

  return {
    addedTo,
    apply: (window, items, options = {}) => inOne(() => applyWindow(window, items, options)),
    store: (items) => inOne(() => storeItems(items)),
    prove: (window, has) => inOne(() => proveWindow(window, has)),
    countUnchanged: (rows) => inOne(() => statements.countRun.run(0, 0, rows, run)),
  };
}

/** One row an id and start; of a row that came twice the last one counts. */
function groupByPath(rows: readonly MetricRow[]): Map<number, Map<string, MetricRow>> {
  const paths = new Map<number, Map<string, MetricRow>>();
  for (const row of rows) {
    let path = paths.get(row.path);
    if (path === undefined) paths.set(row.path, (path = new Map()));
    path.set(row.key, row);
  }
  return paths;
}
