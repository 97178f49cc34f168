import { type Grant, grantIds, grantKey, type MetricWindow } from "@argo-acc/core";

import type { Mirror } from "./mirror.ts";

/** A window that a grant was read in. */
export interface KnownWindow {
  readonly window: MetricWindow;
  /** How many rows it had. */
  readonly rows: number;
  /** Of the answer that the mirror's rows in this window are exactly; `null` if that is not certain. */
  readonly digest: string | null;
}

/** What is kept of a window that was read. */
export interface WindowToKeep {
  /** Of its answer; `null` if it has none. */
  readonly digest: string | null;
  /** The known window that it is, or is a part of. */
  readonly planned?: MetricWindow | undefined;
}

/** Keeps the windows of one reading, in the transactions of the rows they had. */
export interface WindowKeeper {
  /** Keeps a window. @param isExact whether the mirror now shows just the rows of its answer */
  keep(window: MetricWindow, rows: number, kept: WindowToKeep, isExact: boolean): void;
  /** Rows of a window that this reading keeps have changed: no other window can rely on them. */
  forgetOthers(window: MetricWindow): void;
}

interface WindowRow {
  readonly path_from: string | null;
  readonly path_until: string | null;
  readonly start_from: number | null;
  readonly start_until: number | null;
  readonly rows: number;
  readonly digest: string | null;
}

/** The windows of the latest reading of a grant, as far as it came. No two overlap; where one was not read is a gap. */
export function readKnownWindows(mirror: Mirror, grant: Grant): KnownWindow[] {
  return mirror.database
    .prepare<[string], WindowRow>(
      `SELECT path_from, path_until, start_from, start_until, rows, digest FROM known_window
       WHERE grant_key = ? ORDER BY path_from, start_from`,
    )
    .all(grantKey(grant))
    .map((row) => ({
      window: {
        pathFrom: row.path_from,
        pathUntil: row.path_until,
        startFrom: row.start_from,
        startUntil: row.start_until,
      },
      rows: row.rows,
      digest: row.digest,
    }));
}

/** Two half-open boxes overlap. The parameters are those of a {@link MetricWindow}. */
const OVERLAPS = `(path_from IS NULL OR @pathUntil IS NULL OR path_from < @pathUntil)
  AND (path_until IS NULL OR @pathFrom IS NULL OR path_until > @pathFrom)
  AND (start_from IS NULL OR @startUntil IS NULL OR start_from < @startUntil)
  AND (start_until IS NULL OR @startFrom IS NULL OR start_until > @startFrom)`;

/** Takes the digests of every window away that overlaps one in which rows have changed. The plan stays. */
export function forgetDigests({ database }: Mirror, window: MetricWindow): void {
  database
    .prepare<MetricWindow>(`UPDATE known_window SET digest = NULL WHERE digest IS NOT NULL AND ${OVERLAPS}`)
    .run(window);
}

/** The same for rows of one installation, by the key of its path and the first and the last of their starts. */
export function forgetDigestsAt(
  mirror: Mirror,
  { path, first, last }: { readonly path: number; readonly first: number; readonly last: number },
): void {
  const text = mirror.database
    .prepare<[number], string>("SELECT path FROM metric_path WHERE key = ?")
    .pluck()
    .get(path);
  if (text === undefined) return;
  forgetDigests(mirror, {
    pathFrom: text,
    pathUntil: `${text}\0`,
    startFrom: first,
    startUntil: last + 1,
  });
}

/** Begins to keep the windows of a reading of a grant. */
export function openWindowKeeper({ database }: Mirror, grant: Grant): WindowKeeper {
  const grant_key = grantKey(grant);
  // windows of this reading come after all there are, and lie side by side
  const before =
    database.prepare<[], number>("SELECT coalesce(max(id), 0) FROM known_window").pluck().get() ?? 0;
  const others = `id <= ${before} AND ${OVERLAPS}`;
  const haveOthers =
    database
      .prepare<[MetricWindow], number>(`SELECT EXISTS (SELECT 1 FROM known_window WHERE ${others})`)
      .pluck()
      .get(boxOf(grant)) === 1;
  const forget = database.prepare<MetricWindow>(
    `UPDATE known_window SET digest = NULL WHERE digest IS NOT NULL AND ${others}`,
  );
  const remove = database.prepare<MetricWindow & { readonly grant_key: string }>(
    `DELETE FROM known_window WHERE grant_key = @grant_key AND path_from IS @pathFrom
       AND path_until IS @pathUntil AND start_from IS @startFrom AND start_until IS @startUntil`,
  );
  const insert = database.prepare<MetricWindow & Omit<KnownWindow, "window"> & { grant_key: string }>(
    `INSERT INTO known_window (grant_key, path_from, path_until, start_from, start_until, rows, digest)
     VALUES (@grant_key, @pathFrom, @pathUntil, @startFrom, @startUntil, @rows, @digest)`,
  );
  return {
    keep(window, rows, { digest, planned }, isExact) {
      remove.run({ ...window, grant_key });
      if (planned !== undefined) remove.run({ ...planned, grant_key });
      insert.run({ ...window, grant_key, rows, digest: isExact ? digest : null });
    },
    forgetOthers(window) {
      if (haveOthers) forget.run(window);
    },
  };
}

/** Where the rows of a grant lie; `/` is the code point after `.`. */
function boxOf(grant: Grant): MetricWindow {
  const path = grantIds(grant).join(".");
  const [pathFrom, pathUntil] =
    grant.kind === "system"
      ? [null, null]
      : grant.kind === "installation"
        ? [path, `${path}\0`]
        : [`${path}.`, `${path}/`];
  return { pathFrom, pathUntil, startFrom: null, startUntil: null };
}
