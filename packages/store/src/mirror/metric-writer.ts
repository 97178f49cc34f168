import { type Grant, grantIds, type MetricItem, type MetricWindow } from "@argo-acc/core";

import { withStoreProblems } from "../file/sqlite-problem.ts";
import { definitionKind } from "./catalogue-kinds.ts";
import { openDictionary } from "./dictionary.ts";
import { storeEntities } from "./entity.ts";
import { restoreId, type StoredId } from "./metric-id.ts";
import { type MetricRow, metricRow, rowKey } from "./metric-row.ts";
import {
  cellsOf,
  CHUNK,
  INSERTED_TOGETHER,
  isSame,
  type LocalRow,
  metricStatements,
} from "./metric-statements.ts";
import type { Mirror } from "./mirror.ts";
import type { RowCounts } from "./runs.ts";

/** Stores what the windows of one reading contain. */
export interface MetricWriter {
  /**
   * Stores the metrics of one window, in one transaction. Rows that are as they were are not written. Rows of the
   * mirror in this window that `items` lacks become suspects of the run, or are missed once more if they are already;
   * suspects that `items` contains are cleared.
   */
  apply(window: MetricWindow, items: readonly MetricItem[]): RowCounts;
  /** The paths in which rows were added beside others, so that an id may be there twice. */
  readonly addedTo: ReadonlySet<number>;
}

/** Counts of one window, while it is stored. */
interface Counts {
  added: number;
  changed: number;
  unchanged: number;
}

/** JavaScript's first and last instants, far outside what the service accepts. */
const FIRST_START = -8_640_000_000_000_000;
const AFTER_EVERY_START = 8_640_000_000_000_001;

/** SQLite sorts texts before blobs, and these are longer than any id. */
const AFTER_EVERY_ID = Buffer.alloc(13, 0xff);

/** @param grant what is being read: rows of the mirror that it does not cover are left alone */
export function openMetricWriter(mirror: Mirror, run: number, grant: Grant): MetricWriter {
  const { database } = mirror;
  const statements = metricStatements(database);
  const [project = null, provider = null, installation = null] = grantIds(grant);
  const addedTo = new Set<number>();
  let dictionary = openDictionary(database);
  let haveSuspects = false;

  const applyWindow = database.transaction(
    (window: MetricWindow, items: readonly MetricItem[]): RowCounts => {
      haveSuspects = statements.haveSuspects.get() === 1;
      const received = groupByPath(items.map((item) => metricRow(item, dictionary)));
      const { pathFrom: from, pathUntil: until } = window;
      const local = statements.paths.all({ project, provider, installation, from, until });
      const counts: Counts = { added: 0, changed: 0, unchanged: 0 };
      for (const path of new Set([...received.keys(), ...local])) {
        const rows = received.get(path) ?? new Map<string, MetricRow>();
        const before = counts.added;
        compareAll(path, window, rows, counts);
        insert([...rows.values()], counts);
        const added = counts.added - before;
        if (added > 0 && statements.countPath.get(added, path) !== added) addedTo.add(path);
      }
      const definitions = dictionary.takeDefinitions();
      if (definitions.length > 0) storeEntities(mirror, run, definitionKind, definitions);
      statements.countRun.run(counts.added, counts.changed, counts.unchanged, run);
      return { ...counts, gone: 0 };
    },
  );

  /** Compares the rows the mirror has of a path in a window, and leaves in `rows` what it has not. */
  const compareAll = (path: number, window: MetricWindow, rows: Map<string, MetricRow>, counts: Counts) => {
    const until = window.startUntil ?? AFTER_EVERY_START;
    let after: readonly [start: number, id: StoredId] = [
      (window.startFrom ?? FIRST_START) - 1,
      AFTER_EVERY_ID,
    ];
    for (;;) {
      const local = statements.local.all(path, ...after, until);
      for (const row of local) compare(path, row, rows, counts);
      const last = local.at(-1);
      if (last === undefined || local.length < CHUNK) return;
      after = [last[0], last[1]];
    }
  };

  const compare = (path: number, local: LocalRow, rows: Map<string, MetricRow>, counts: Counts) => {
    const [start, id] = local;
    const isGone = local[9] !== null;
    const key = rowKey(start, restoreId(id));
    const row = rows.get(key);
    if (row === undefined) {
      if (!isGone) statements.suspect.run(path, start, id, run);
      return;
    }
    rows.delete(key);
    if (haveSuspects) statements.clear.run(path, start, id);
    if (!isGone && isSame(row, local)) {
      counts.unchanged += 1;
      return;
    }
    const { end, value, special, context, group, user, extra } = row;
    statements.update.run(end, value, special, context, group, user, extra, path, start, id);
    counts[isGone ? "added" : "changed"] += 1;
  };

  const insert = (rows: readonly MetricRow[], counts: Counts) => {
    const together = rows.length - (rows.length % INSERTED_TOGETHER);
    for (let at = 0; at < together; at += INSERTED_TOGETHER) {
      statements.insertMany.run(rows.slice(at, at + INSERTED_TOGETHER).flatMap((row) => cellsOf(row, run)));
    }
    for (const row of rows.slice(together)) statements.insert.run(cellsOf(row, run));
    counts.added += rows.length;
  };

  return {
    addedTo,
    apply: (window, items) =>
      withStoreProblems(mirror.path, () => {
        try {
          return applyWindow.immediate(window, items);
        } catch (error) {
          dictionary = openDictionary(database); // what it remembers was rolled back
          throw error;
        }
      }),
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
