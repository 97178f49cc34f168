import { checkMirror, type Mirror, type MirrorProblem, type RunRecord } from "@argo-acc/store/mirror";

/** What a check of a mirror against itself came to. */
export interface OfflineResult {
  /** Whether nothing is wrong. */
  readonly sound: boolean;
  /** Whether the file can be read as SQLite wants it; if not, nothing else was checked. */
  readonly damaged: boolean;
  /** How many metrics the mirror shows; `null` of a damaged file. */
  readonly metrics: number | null;
  readonly last_run: RunRecord | null;
  readonly problems: readonly MirrorProblem[];
}

/**
 * Checks a mirror without its service: the file, what its rows refer to, its kept numbers and sums, and its history. It
 * says nothing about whether the rows are what the service has. Nothing is written.
 *
 * @throws AccStoreError if the file is too damaged to be read
 */
export function verifyOffline(mirror: Mirror): OfflineResult {
  const problems = checkMirror(mirror);
  const damaged = problems.some(({ damage }) => damage);
  const status = damaged ? undefined : mirror.status();
  return {
    sound: problems.length === 0,
    damaged,
    metrics: status?.metrics ?? null,
    last_run: status?.last_run ?? null,
    problems,
  };
}
