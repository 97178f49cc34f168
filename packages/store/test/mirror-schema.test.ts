import { is } from "drizzle-orm";
import { getTableConfig, SQLiteTable } from "drizzle-orm/sqlite-core";
import { describe, expect, it } from "vitest";

import * as schema from "../src/mirror/schema.ts";
import { testMirror } from "./mirror-support/test-mirror.ts";

const TABLES = Object.values(schema)
  .filter((table) => is(table, SQLiteTable))
  .map((table) => getTableConfig(table));

interface ColumnInfo {
  readonly name: string;
  readonly type: string;
  readonly notnull: number;
  readonly pk: number;
}

describe("the typed tables and the migrated file", () => {
  it.each(TABLES.map((table) => [table.name, table] as const))(
    "agree on the columns of %s",
    (name, table) => {
      using test = testMirror();
      const inKey = new Set(table.primaryKeys.flatMap((key) => key.columns.map((column) => column.name)));
      const typed = table.columns.map((column) => ({
        name: column.name,
        type: column.getSQLType().toUpperCase(),
        required: column.notNull || column.primary || inKey.has(column.name),
        inKey: column.primary || inKey.has(column.name),
      }));
      const columns = test.mirror.database
        .prepare<[string], ColumnInfo>("SELECT * FROM pragma_table_info(?)")
        .all(name);
      const migrated = columns.map(({ name: column, type, notnull, pk }) => ({
        name: column,
        type,
        required: notnull === 1 || pk > 0,
        inKey: pk > 0,
      }));
      expect(migrated).toEqual(typed);
    },
  );

  it("have the same tables, all of them STRICT", () => {
    using test = testMirror();
    const tables = test.mirror.database
      .prepare<[], { name: string; strict: number }>(
        "SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite%'",
      )
      .all();
    expect(tables.map(({ name }) => name).toSorted()).toEqual(
      [...TABLES.map(({ name }) => name), "file_info"].toSorted(),
    );
    expect(tables.filter(({ strict }) => strict !== 1)).toEqual([]);
  });

  it("keep metrics under installation, start and id, without a rowid", () => {
    using test = testMirror();
    const { database } = test.mirror;
    expect(database.prepare("SELECT wr FROM pragma_table_list WHERE name = 'metric'").pluck().get()).toBe(1);
    expect(
      database.prepare("SELECT name FROM pragma_table_info('metric') WHERE pk > 0 ORDER BY pk").pluck().all(),
    ).toEqual(["path", "start_ms", "id"]);
  });

  it("show the views people are promised", () => {
    using test = testMirror();
    const views = test.mirror.database
      .prepare("SELECT name FROM sqlite_schema WHERE type = 'view'")
      .pluck()
      .all();
    expect(views.toSorted()).toEqual([
      "capacities",
      "installations",
      "metric_definitions",
      "metric_types",
      "metrics",
      "projects",
      "providers",
      "runs",
      "unit_types",
      "usage_by_month",
    ]);
  });
});
