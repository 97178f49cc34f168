import { copyFileSync, readFileSync } from "node:fs";

import Database, { type Database as SqliteDatabase } from "better-sqlite3";
import { expect, it } from "vitest";

import { openMirror } from "../src/mirror/index.ts";
import { temporaryFolder } from "./file-support/temporary-folder.ts";
import { rowsOf } from "./mirror-support/test-mirror.ts";

const ENDPOINT = "https://api.example.org/accounting-system";

/** Changes a file in one transaction, with a journal, and copies both in its midst: what a killed process leaves. */
function copyInMidst(database: SqliteDatabase, path: string, copy: string): void {
  database.pragma("journal_mode = DELETE");
  database.pragma("cache_size = 1"); // so that changed pages are written before the end
  database.exec("BEGIN; UPDATE numbers SET n = n + 1");
  copyFileSync(path, copy);
  copyFileSync(`${path}-journal`, `${copy}-journal`);
  database.exec("ROLLBACK");
  database.close();
}

const NUMBERS = `CREATE TABLE numbers (n INTEGER, filler TEXT);
  WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 2000)
  INSERT INTO numbers SELECT 1, printf('%100d', n) FROM c`;

it("a file that a killed process left in the midst of a change is put right by who only reads", () => {
  using folder = temporaryFolder();
  const copy = folder.file("copy.db");
  const { database, path } = openMirror(folder.file("mirror.db"), { endpoint: ENDPOINT });
  database.exec(NUMBERS);
  copyInMidst(database, path, copy);
  using mirror = openMirror(copy, { readonly: true });
  expect(rowsOf(mirror, "SELECT DISTINCT n FROM numbers")).toEqual([{ n: 1 }]);
  expect(mirror.endpoint).toBe(ENDPOINT);
});

it("somebody else's file in that state is refused and left as it is", () => {
  using folder = temporaryFolder();
  const [path, copy] = [folder.file("theirs.db"), folder.file("copy.db")];
  const database = new Database(path);
  database.exec(NUMBERS);
  copyInMidst(database, path, copy);
  const before = [readFileSync(copy), readFileSync(`${copy}-journal`)];
  expect(() => openMirror(copy, { readonly: true })).toThrow("was left in the midst of a change");
  expect([readFileSync(copy), readFileSync(`${copy}-journal`)]).toEqual(before);
});
