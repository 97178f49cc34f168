import type { Mirror } from "@argo-acc/store/mirror";

/** The ids a mirror shows more than once. */
export function repeatedIds({ database }: Mirror): string[] {
  return database
    .prepare<[], string>(
      "SELECT hex(id) FROM metric WHERE gone_run IS NULL GROUP BY path, id HAVING count(*) > 1",
    )
    .pluck()
    .all();
}
