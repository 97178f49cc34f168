import type { Migration } from "./migrate.ts";

/** What tells one kind of file of ours from the other, and from everybody else's. */
export interface FileKind {
  /** What people call it: `mirror`, `outbox`. */
  readonly name: "mirror" | "outbox";
  /** SQLite's `application_id`: four letters as a big-endian number. */
  readonly applicationId: number;
  /** Every migration, the oldest first; `user_version` counts those a file has had. */
  readonly migrations: readonly Migration[];
  /** `FULL` where a commit must survive a power failure, `NORMAL` where the service still has everything. */
  readonly synchronous: "NORMAL" | "FULL";
}
