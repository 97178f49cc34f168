import type { Mirror } from "@argo-acc/store/mirror";

/** Every row of every table of a mirror, as one text. Blobs are hexadecimal, as ids are printed. */
export function storedText({ database }: Mirror, except: readonly string[] = []): string {
  const tables = database
    .prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    .pluck()
    .all();
  return tables
    .filter((table) => !except.includes(table))
    .flatMap((table) => database.prepare<[], unknown[]>(`SELECT * FROM "${table}"`).raw().all())
    .flat()
    .map((cell) => (Buffer.isBuffer(cell) ? cell.toString("hex") : String(cell)))
    .join("\n");
}
