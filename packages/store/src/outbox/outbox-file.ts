import type { Database } from "better-sqlite3";
import type { BetterSQLite3Database } from "drizzle-orm/better-sqlite3";

import type { FileKind } from "../file/file-kind.ts";
import { first } from "./migrations/0001-first.ts";

/** The outbox: the only copy of what was queued, so every commit survives a power failure. */
export const OUTBOX: FileKind = {
  name: "outbox",
  applicationId: 0x41_63_63_4f, // "AccO"
  migrations: [first],
  synchronous: "FULL",
};

/** An open outbox, for prepared statements and for typed queries on the same connection. */
export interface OutboxFile {
  readonly sqlite: Database;
  readonly orm: BetterSQLite3Database;
}
