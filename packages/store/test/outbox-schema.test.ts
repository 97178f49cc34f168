import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import Database from "better-sqlite3";
import { getTableConfig } from "drizzle-orm/sqlite-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { openOutbox } from "../src/outbox/index.ts";
import { attemptTable, batchTable, entryTable, seenEqualTable } from "../src/outbox/schema.ts";

let folder: string;
let database: Database.Database;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "argo-acc-outbox-"));
  const path = join(folder, "outbox.db");
  openOutbox(path, { endpoint: "https://api.acc.example.org/accounting-system" }).close();
  database = new Database(path, { readonly: true });
});

afterAll(() => {
  database.close();
  rmSync(folder, { recursive: true });
});

test("the file says what it is", () => {
  expect(database.pragma("application_id", { simple: true })).toBe(0x4163634f);
  expect(database.pragma("user_version", { simple: true })).toBe(1);
  expect(database.pragma("journal_mode", { simple: true })).toBe("wal");
});

test("every table is strict", () => {
  const tables = database
    .prepare<[], { name: string; strict: number }>(
      "SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND name NOT LIKE 'sqlite_%' ORDER BY name",
    )
    .all();
  expect(tables).toEqual([
    { name: "attempt", strict: 1 },
    { name: "batch", strict: 1 },
    { name: "entry", strict: 1 },
    { name: "file_info", strict: 1 },
    { name: "seen_equal", strict: 1 },
  ]);
});

test.each([batchTable, entryTable, attemptTable, seenEqualTable].map((table) => getTableConfig(table)))(
  "table $name is what the queries take it for",
  ({ name, columns, primaryKeys }) => {
    const keyed = new Set(primaryKeys.flatMap((key) => key.columns.map((column) => column.name)));
    const expected = columns.map((column) => ({
      name: column.name,
      type: column.getSQLType().toUpperCase(),
      notnull: column.notNull && !column.primary ? 1 : 0,
      pk: column.primary || keyed.has(column.name),
    }));
    const actual = database
      .prepare<[string], { name: string; type: string; notnull: number; pk: number }>(
        'SELECT name, type, "notnull", pk FROM pragma_table_info(?)',
      )
      .all(name)
      .map((column) => ({ ...column, pk: column.pk > 0 }));
    expect(actual).toEqual(expected);
  },
);
