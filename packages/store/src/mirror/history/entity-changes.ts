import type { Database } from "better-sqlite3";

import type { EntityTable } from "../entity.ts";
import type { Mirror } from "../mirror.ts";
import { type Change, type ChangedEntity, changeOf, type ChangedRow, type RowState } from "./change.ts";
import { historySince } from "./remembered.ts";
import { rowsAsOf } from "./show-as-of.ts";

/** How the rows of one kind of entity are compared. */
interface Compared {
  readonly entity: Exclude<ChangedEntity, "metrics">;
  readonly table: EntityTable;
  readonly key: string;
  /** The columns of its view that are its own. */
  readonly columns: string;
  /** Whether mirrors store it only since they keep their past. Default `false`. */
  readonly cameWithHistory?: boolean;
}

const COMPARED: readonly Compared[] = [
  {
    entity: "projects",
    table: "project",
    key: "id",
    columns: `id, acronym, title, start_date, end_date, call_identifier,
      json_extract(item, '$.providers') AS providers, extra`,
  },
  {
    entity: "providers",
    table: "provider",
    key: "id",
    columns: "id, name, abbreviation, website, logo, external_id, creator_id, extra",
  },
  {
    entity: "installations",
    table: "installation",
    key: "id",
    columns: `id, installation, project, organisation, infrastructure, resource, external_id, unit_of_access,
      capacities, extra`,
  },
  {
    entity: "metric_definitions",
    table: "metric_definition",
    key: "metric_definition_id",
    columns:
      "metric_definition_id, metric_name, unit_type, metric_type, metric_description, creator_id, extra",
  },
  {
    entity: "unit_types",
    table: "unit_type",
    key: "id",
    columns: "id, unit_type, description, creator_id, extra",
    cameWithHistory: true,
  },
  {
    entity: "metric_types",
    table: "metric_type",
    key: "id",
    columns: "id, metric_type, description, creator_id, extra",
    cameWithHistory: true,
  },
  {
    entity: "capacities",
    table: "capacity",
    key: "id",
    columns: "id, installation_id, metric_definition_id, value, registered_on, extra",
  },
];

/** The changes of the catalogue from the end of one run to the end of another, kind by kind, each in the order of ids. */
export function* readEntityChanges(
  mirror: Mirror,
  since: number,
  until: number,
): Generator<Change, void, undefined> {
  for (const compared of COMPARED) yield* changesOfKind(mirror, compared, { since, until });
}

function* changesOfKind(
  { reader }: Mirror,
  compared: Compared,
  span: { readonly since: number; readonly until: number },
): Generator<Change, void, undefined> {
  const { entity, table, key, columns } = compared;
  const { until } = span;
  const since = knownSince(reader, compared, span.since);
  if (since >= until) return;
  const touched = reader
    .prepare<[number, number], string>(
      `SELECT ${key} FROM main.${table}_was WHERE run > ? UNION
       SELECT ${key} FROM main.${table} WHERE first_run > ? ORDER BY 1`,
    )
    .pluck();
  const find = (run: number) =>
    reader.prepare<[string], { gone_run: number | null } & ChangedRow>(
      `SELECT gone_run, ${columns} FROM (${rowsAsOf(reader, { table, key: [key] }, run)}) WHERE ${key} = ?`,
    );
  const [findBefore, findAfter] = [find(since), find(until)];
  for (const id of touched.iterate(since, since)) {
    const change = changeOf({ entity, id }, stateOf(findBefore.get(id)), stateOf(findAfter.get(id)));
    if (change !== undefined) yield change;
  }
}

/**
 * The run from whose end on the changes of a kind are told. A file that was made before mirrors stored the kind knows
 * of its rows from the first run that read them on: none of them is new for that.
 */
function knownSince(reader: Database, { table, cameWithHistory = false }: Compared, since: number): number {
  if (!cameWithHistory || since === 0 || historySince(reader) === 0) return since;
  const first = reader.prepare<[], number | null>(`SELECT min(first_run) FROM main.${table}`).pluck().get();
  return Math.max(since, first ?? 0);
}

function stateOf(found: ({ gone_run: number | null } & ChangedRow) | undefined): RowState | undefined {
  if (found === undefined) return undefined;
  const { gone_run, ...row } = found;
  return { row, isGone: gone_run !== null };
}
