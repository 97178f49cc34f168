import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";

import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";

import { FILE_INFO_SQL } from "../src/file/bind-service.ts";
import { isSafeSqlite } from "../src/file/check-sqlite-version.ts";
import type { FileKind } from "../src/file/file-kind.ts";
import { openFile, type OpenFileOptions } from "../src/file/open-file.ts";
import { withStoreProblems } from "../src/file/sqlite-problem.ts";
import { AccStoreError } from "../src/file/store-error.ts";
import { temporaryFolder } from "./file-support/temporary-folder.ts";

const SERVICE = "https://api.example.org/accounting-system";
const FIRST = { name: "first", sql: `${FILE_INFO_SQL} CREATE TABLE thing (name TEXT NOT NULL) STRICT;` };
const SECOND = { name: "second", sql: "ALTER TABLE thing ADD COLUMN size INTEGER;" };

const MIRROR: FileKind = {
  name: "mirror",
  applicationId: 0x6d69_7272,
  migrations: [FIRST, SECOND],
  synchronous: "NORMAL",
};
const OLDER_MIRROR: FileKind = { ...MIRROR, migrations: [FIRST] };
const OUTBOX: FileKind = { ...MIRROR, name: "outbox", applicationId: 0x6f75_7462, synchronous: "FULL" };

function make(path: string, kind: FileKind = MIRROR): void {
  openFile(path, kind, { endpoint: SERVICE }).database.close();
}

function refusal(path: string, options: OpenFileOptions, kind: FileKind = MIRROR): AccStoreError {
  try {
    openFile(path, kind, options).database.close();
  } catch (error) {
    if (error instanceof AccStoreError) return error;
    throw error;
  }
  throw new Error(`${path} was opened`);
}

describe("openFile", () => {
  it("makes a file for its owner alone, with every migration, bound to its service", () => {
    using folder = temporaryFolder();
    const path = folder.file("mirror.db");
    const { database, endpoint } = openFile(path, MIRROR, { endpoint: SERVICE });
    expect(endpoint).toBe(SERVICE);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(database.pragma("user_version", { simple: true })).toBe(2);
    expect(database.pragma("journal_mode", { simple: true })).toBe("wal");
    expect(database.pragma("synchronous", { simple: true })).toBe(1);
    database.close();
    const again = openFile(path, MIRROR);
    expect(again.endpoint).toBe(SERVICE);
    again.database.close();
  });

  it("writes through to the disk where the file is the only copy", () => {
    using folder = temporaryFolder();
    const { database } = openFile(folder.file("outbox.db"), OUTBOX, { endpoint: SERVICE });
    expect(database.pragma("synchronous", { simple: true })).toBe(2);
    database.close();
  });

  it("brings an older file up to date and keeps what is in it", () => {
    using folder = temporaryFolder();
    const path = folder.file("mirror.db");
    const old = openFile(path, OLDER_MIRROR, { endpoint: SERVICE });
    old.database.exec("INSERT INTO thing (name) VALUES ('kept')");
    old.database.close();
    const { database } = openFile(path, MIRROR);
    expect(database.prepare("SELECT name, size FROM thing").get()).toEqual({ name: "kept", size: null });
    database.close();
  });

  it("opens for reading without writing to the file", () => {
    using folder = temporaryFolder();
    const path = folder.file("mirror.db");
    make(path);
    const before = digest(path);
    const { database } = openFile(path, MIRROR, { readonly: true, endpoint: SERVICE });
    expect(() => database.exec("DELETE FROM thing")).toThrow("readonly");
    database.close();
    expect(digest(path)).toBe(before);
  });

  it("opens an older file for reading where that is asked for, and leaves it as it is", () => {
    using folder = temporaryFolder();
    const path = folder.file("mirror.db");
    make(path, OLDER_MIRROR);
    const before = digest(path);
    const { database, endpoint } = openFile(path, MIRROR, { readonly: true, anyOlder: true });
    expect([endpoint, database.pragma("user_version", { simple: true })]).toEqual([SERVICE, 1]);
    database.close();
    expect(digest(path)).toBe(before);
  });

  it("takes the empty file that a run leaves which was killed while making it", () => {
    using folder = temporaryFolder();
    const path = folder.file("mirror.db");
    writeFileSync(path, "");
    make(path);
    expect(openFile(path, MIRROR, { readonly: true }).endpoint).toBe(SERVICE);
  });
});

/** What is refused: how the file came to be, how it is opened, and what is said. */
const REFUSALS: readonly {
  readonly name: string;
  readonly prepare: (path: string) => void;
  readonly options?: OpenFileOptions;
  readonly code: string;
  readonly message: string;
  readonly cure: string;
}[] = [
  {
    name: "a file that is not there, when it is only to be read",
    prepare: () => {},
    options: { readonly: true, endpoint: SERVICE },
    code: "store_missing",
    message: "there is no mirror file PATH",
    cure: "make it with argo-acc pull",
  },
  {
    name: "a file that is not there, when the service is not known",
    prepare: () => {},
    options: {},
    code: "store_missing",
    message: "there is no mirror file PATH",
    cure: "make it with argo-acc pull",
  },
  {
    name: "a folder",
    prepare: (path) => mkdirSync(path),
    code: "store_directory",
    message: "PATH is a folder, not a mirror file",
    cure: "name a file in it, such as PATH/mirror.db",
  },
  {
    name: "a text",
    prepare: (path) => writeFileSync(path, "id,value\n1,2\n".repeat(100)),
    code: "store_not_ours",
    message: "PATH is not a SQLite file (SQLITE_NOTADB)",
    cure: "name another file",
  },
  {
    name: "a database of another program",
    prepare: (path) => {
      const database = new Database(path);
      database.exec("CREATE TABLE t (x)");
      database.close();
    },
    code: "store_not_ours",
    message: "PATH is not a mirror file of argo-acc",
    cure: "name another file with --mirror; this one was left as it is",
  },
  {
    name: "the other kind of file",
    prepare: (path) => make(path, OUTBOX),
    code: "store_not_ours",
    message: "PATH is not a mirror file of argo-acc",
    cure: "name another file with --mirror; this one was left as it is",
  },
  {
    name: "an empty file, when it is only to be read",
    prepare: (path) => writeFileSync(path, ""),
    options: { readonly: true },
    code: "store_missing",
    message: "PATH is empty",
    cure: "make it with argo-acc pull",
  },
  {
    name: "an empty file, when nobody says of which service it is to be",
    prepare: (path) => writeFileSync(path, ""),
    options: {},
    code: "store_missing",
    message: "PATH is an empty mirror file",
    cure: "fill it with argo-acc pull",
  },
  {
    name: "a file of another service",
    prepare: (path) => make(path),
    options: { endpoint: "https://devel.example.org/accounting-system" },
    code: "store_other_service",
    message: `PATH belongs to ${SERVICE}, not to https://devel.example.org/accounting-system`,
    cure: `use another file with --mirror, or --endpoint ${SERVICE}`,
  },
  {
    name: "a file of another service that is also older",
    prepare: (path) => make(path, OLDER_MIRROR),
    options: { endpoint: "https://devel.example.org/accounting-system" },
    code: "store_other_service",
    message: `PATH belongs to ${SERVICE}, not to https://devel.example.org/accounting-system`,
    cure: `use another file with --mirror, or --endpoint ${SERVICE}`,
  },
  {
    name: "a file of a newer version",
    prepare: (path) =>
      make(path, {
        ...MIRROR,
        migrations: [FIRST, SECOND, { name: "third", sql: "CREATE TABLE u (x ANY) STRICT" }],
      }),
    code: "store_newer",
    message: "PATH was written by a newer argo-acc (format 3, this one knows 2)",
    cure: "use that version of argo-acc, or a newer one",
  },
  {
    name: "an older file, when it is only to be read",
    prepare: (path) => make(path, OLDER_MIRROR),
    options: { readonly: true },
    code: "store_older",
    message: "PATH was written by an older argo-acc (format 1)",
    cure: "run argo-acc pull once, which brings the file up to date; argo-acc backup FILE copies it before that, as it is",
  },
  {
    name: "a file without any write bit",
    prepare: (path) => {
      make(path);
      chmodSync(path, 0o400);
    },
    code: "store_readonly",
    message: "PATH is read-only",
    cure: "allow writing: chmod u+w PATH",
  },
  {
    name: "a damaged file",
    prepare: (path) => {
      make(path);
      const bytes = readFileSync(path);
      writeFileSync(path, bytes.fill(0xa5, 100));
    },
    code: "store_corrupt",
    message: "PATH is damaged (SQLITE_CORRUPT)",
    cure: "restore it from a backup; `sqlite3 FILE .recover` saves what is left",
  },
];

describe("openFile refuses, and leaves as it was", () => {
  it.each(REFUSALS)("$name", ({ prepare, options = { endpoint: SERVICE }, code, message, cure }) => {
    using folder = temporaryFolder();
    const path = folder.file("data");
    prepare(path);
    const before = contents(folder.path);
    const error = refusal(path, options);
    expect(error.code).toBe(code);
    expect(error.path).toBe(path);
    expect(error.message.replaceAll(path, "PATH")).toBe(message);
    expect(error.cure?.replaceAll(path, "PATH")).toBe(cure);
    expect(contents(folder.path)).toEqual(before);
  });

  it("a path in a folder that does not exist", () => {
    using folder = temporaryFolder();
    const error = refusal(folder.file("no/mirror.db"), { endpoint: SERVICE });
    expect(error.code).toBe("store_missing");
    expect(error.cure).toBe(`make the folder first: mkdir -p ${folder.file("no")}`);
    expect(contents(folder.path)).toEqual([]);
  });
});

describe("withStoreProblems", () => {
  it("says that the disk is full, and keeps SQLite's error as the cause", () => {
    using folder = temporaryFolder();
    const path = folder.file("mirror.db");
    const { database } = openFile(path, MIRROR, { endpoint: SERVICE });
    database.pragma("max_page_count = 5");
    const fill = database.prepare("INSERT INTO thing (name) VALUES (?)");
    const write = () => withStoreProblems(path, () => fill.run("x".repeat(100_000)));
    expect(write).toThrow(AccStoreError);
    expect(write).toThrow(`${path} cannot grow: the disk is full (SQLITE_FULL)`);
    database.close();
  });

  it("lets other errors pass as they are", () => {
    const bug = new TypeError("not about the file");
    expect(() =>
      withStoreProblems("mirror.db", () => {
        throw bug;
      }),
    ).toThrow(bug);
  });
});

it.each([
  ["3.51.2", false],
  ["3.51.3", true],
  ["3.51.10", true],
  ["3.52", true],
  ["4.0.0", true],
  ["3.9.9", false],
  ["2.99.99", false],
])("SQLite %s is safe to write with: %s", (version, safe) => {
  expect(isSafeSqlite(version)).toBe(safe);
});

/** Every file of a folder with the digest of its bytes, but for what SQLite itself keeps beside an open file. */
function contents(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !/-(?:wal|shm)$/.test(entry.name))
    .map((entry) => `${entry.name} ${entry.isDirectory() ? "folder" : digest(`${folder}/${entry.name}`)}`)
    .toSorted();
}

function digest(path: string): string {
  return createHash("sha256").update(readFileSync(path)).digest("hex");
}
