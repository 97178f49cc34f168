import type { Database } from "better-sqlite3";

/** One step of a file's structure. Steps are never changed once released, only followed by others. */
export interface Migration {
  /** What it does, in a few words. */
  readonly name: string;
  /** SQL statements; every table is STRICT. */
  readonly sql: string;
}

/** How many migrations the file has had. */
export function schemaVersion(database: Database): number {
  return Number(database.pragma("user_version", { simple: true }));
}

/** Brings the file up to date, each step with its number in one transaction: a crash leaves a whole number of steps. */
export function migrate(database: Database, migrations: readonly Migration[]): void {
  for (let done = schemaVersion(database); done < migrations.length; done++) {
    const step = migrations[done];
    if (step === undefined) return;
    database
      .transaction(() => {
        if (schemaVersion(database) !== done) return; // another process was quicker
        database.exec(step.sql);
        database.pragma(`user_version = ${done + 1}`);
      })
      .immediate();
  }
}
