import type { Database } from "better-sqlite3";

import { type Grant, grantIds, type MetricItem, type MetricWindow } from "@argo-acc/core";

import { withStoreProblems } from "../file/sqlite-problem.ts";
import { definitionKind } from "./catalogue-kinds.ts";
import { openDictionary } from "./dictionary.ts";
import { storeEntities } from "./entity.ts";
import { restoreId, type StoredId } from "./metric-id.ts";
import { type MetricRow, metricRow } from "./metric-row.ts";
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

/** A row of the mirror, as the comparison of a window reads it. */
type LocalRow = [
  start: number,
  id: StoredId,
  end: number,
  value: number | null,
  special: number | null,
  context: number,
  group: number | null,
  user: number | null,
  extra: string | null,
  gone: number | null,
];

/** Rows of the mirror that are compared at a time, so that memory does not depend on the size of a window. */
const CHUNK = 2000;

/** JavaScript's first and last instants, far outside what the service accepts. */
const FIRST_START = -8_640_000_000_000_000;
const AFTER_EVERY_START = 8_640_000_000_000_001;

/** SQLite sorts texts before blobs, and these are longer than any id. */
const AFTER_EVERY_ID = Buffer.alloc(13, 0xff);

/** @param grant what is being read: rows of the mirror that it does not cover are left alone */
export function openMetricWriter(mirror: Mirror, run: number, grant: Grant): MetricWriter {
  const { database } = mirror;
  const statements = prepare(database);
  let dictionary = openDictionary(database);
  const addedTo = new Set<number>();
  let haveSuspects = false;
  const [project = null, provider = null, installation = null] = grantIds(grant);

  const applyWindow = database.transaction(
    (window: MetricWindow, items: readonly MetricItem[]): RowCounts => {
      const received = groupByPath(items.map((item) => metricRow(item, dictionary)));
      const counts = { added: 0, changed: 0, gone: 0, unchanged: 0 };
      haveSuspects = statements.haveSuspects.get() === 1;
      const { pathFrom: from, pathUntil: until } = window;
      const paths = new Set(received.keys());
      for (const path of statements.paths.iterate({ project, provider, installation, from, until }))
        paths.add(path);
      for (const path of paths) {
        const rows = received.get(path) ?? new Map<string, MetricRow>();
        const before = counts.added;
        applyPath(path, window, rows, counts);
        if (counts.added > before) {
          addedTo.add(path);
          statements.countPath.run(counts.added - before, path);
        }
      }
      const definitions = dictionary.takeDefinitions();
      if (definitions.length > 0) storeEntities(mirror, run, definitionKind, definitions);
      statements.countRun.run(counts.added, counts.changed, counts.unchanged, run);
      return counts;
    },
  );

  const applyPath = (
    path: number,
    window: MetricWindow,
    rows: Map<string, MetricRow>,
    counts: { added: number; changed: number; unchanged: number },
  ) => {
    const until = window.startUntil ?? AFTER_EVERY_START;
    let after: readonly [start: number, id: StoredId] = [
      (window.startFrom ?? FIRST_START) - 1,
      AFTER_EVERY_ID,
    ];
    for (let full = true; full;) {
      const local = statements.local.all(path, ...after, until);
      for (const row of local) compare(path, row, rows, counts);
      const last = local.at(-1);
      full = local.length === CHUNK && last !== undefined;
      if (last !== undefined) after = [last[0], last[1]];
    }
    for (const row of rows.values()) {
      statements.insert.run(
        path,
        row.start,
        row.id,
        row.end,
        row.value,
        row.special,
        row.context,
        row.group,
        row.user,
        run,
        row.extra,
      );
      counts.added += 1;
    }
  };

  const compare = (
    path: number,
    local: LocalRow,
    rows: Map<string, MetricRow>,
    counts: { added: number; changed: number; unchanged: number },
  ) => {
    const [start, id, , , , , , , , gone] = local;
    const key = rowKey(start, id);
    const row = rows.get(key);
    if (row === undefined) {
      if (gone === null) statements.suspect.run(path, start, id, run);
      return;
    }
    rows.delete(key);
    if (haveSuspects) statements.clear.run(path, start, id);
    if (gone === null && isSame(row, local)) {
      counts.unchanged += 1;
      return;
    }
    const { end, value, special, context, group, user, extra } = row;
    statements.update.run(end, value, special, context, group, user, extra, path, start, id);
    if (gone === null) counts.changed += 1;
    else counts.added += 1; // it has come back
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

function prepare(database: Database) {
  return {
    paths: database
      .prepare<Record<"project" | "provider" | "installation" | "from" | "until", string | null>, number>(
        `SELECT key FROM metric_path
         WHERE (@project IS NULL OR project_id = @project) AND (@provider IS NULL OR provider_id = @provider)
           AND (@installation IS NULL OR installation_id = @installation)
           AND path >= coalesce(@from, '') AND (@until IS NULL OR path < @until)`,
      )
      .pluck(),
    local: database
      .prepare<[number, number, StoredId, number], LocalRow>(
        `SELECT start_ms, id, end_ms, value, special, context, group_label, user_label, extra, gone_run
         FROM metric
         WHERE path = ? AND (start_ms, id) > (?, ?) AND start_ms < ?
         ORDER BY start_ms, id LIMIT ${CHUNK}`,
      )
      .raw(),
    insert: database.prepare(
      `INSERT INTO metric (path, start_ms, id, end_ms, value, special, context, group_label, user_label,
         first_run, extra) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    update: database.prepare(
      `UPDATE metric SET end_ms = ?, value = ?, special = ?, context = ?, group_label = ?, user_label = ?,
         extra = ?, gone_run = NULL WHERE path = ? AND start_ms = ? AND id = ?`,
    ),
    suspect: database.prepare<[number, number, StoredId, number]>(
      `INSERT INTO suspect (path, start_ms, id, run, misses) VALUES (?, ?, ?, ?, 1)
       ON CONFLICT DO UPDATE SET misses = misses + 1`,
    ),
    haveSuspects: database.prepare<[], number>("SELECT EXISTS (SELECT 1 FROM suspect)").pluck(),
    clear: database.prepare<[number, number, StoredId]>(
      "DELETE FROM suspect WHERE path = ? AND start_ms = ? AND id = ?",
    ),
    countPath: database
      .prepare<[number, number], number>(
        "UPDATE metric_path SET metrics = metrics + ? WHERE key = ? RETURNING metrics",
      )
      .pluck(),
    countRun: database.prepare<[number, number, number, number]>(
      "UPDATE run SET added = added + ?, changed = changed + ?, unchanged = unchanged + ? WHERE id = ?",
    ),
  };
}

/** One row an id and start; of a row that came twice the last one counts. */
function groupByPath(rows: readonly MetricRow[]): Map<number, Map<string, MetricRow>> {
  const paths = new Map<number, Map<string, MetricRow>>();
  for (const row of rows) {
    let path = paths.get(row.path);
    if (path === undefined) paths.set(row.path, (path = new Map()));
    path.set(rowKey(row.start, row.id), row);
  }
  return paths;
}

function rowKey(start: number, id: StoredId): string {
  return `${start} ${restoreId(id)}`;
}

function isSame(row: MetricRow, local: LocalRow): boolean {
  const [, , end, value, special, context, group, user, extra] = local;
  return (
    row.end === end &&
    row.value === value &&
    row.special === special &&
    row.context === context &&
    row.group === group &&
    row.user === user &&
    row.extra === extra
  );
}
