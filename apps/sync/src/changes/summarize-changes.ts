import type { Change, ChangedEntity, RowCell } from "@argo-acc/store/mirror";

/** The kinds of changes, in the order in which they are shown. */
const KINDS = ["added", "changed", "gone", "returned"] as const satisfies readonly Change["change"][];

/** How many changes there are of each kind. */
type Counts = Record<Change["change"], number>;

/** What people see of many changes. */
export interface ChangeSummary {
  readonly total: number;
  /** A row for each entity: its name, then how many were added, changed, gone and returned; null for none. */
  readonly counts: readonly (readonly RowCell[])[];
  /** Some of them: what was seen for the first time comes last. */
  readonly shown: readonly Change[];
}

/** The columns of {@link ChangeSummary.counts}. */
export const COUNT_COLUMNS = ["entity", ...KINDS] as const;

/**
 * Counts changes and keeps a few of them: those that tell most first, since a first pull sees everything for the
 * first time.
 *
 * @param limit how many are kept
 */
export function summarizeChanges(
  changes: Iterable<Change>,
  { limit, signal }: { readonly limit: number; readonly signal?: AbortSignal | undefined },
): ChangeSummary {
  const byEntity = new Map<ChangedEntity, Counts>();
  const first: Change[] = [];
  const seen: Change[] = [];
  let total = 0;
  for (const change of changes) {
    if (total % 1000 === 0) signal?.throwIfAborted();
    total += 1;
    const counts = byEntity.get(change.entity) ?? { added: 0, changed: 0, gone: 0, returned: 0 };
    counts[change.change] += 1;
    byEntity.set(change.entity, counts);
    const kept = change.change === "added" ? seen : first;
    if (kept.length < limit) kept.push(change);
  }
  return {
    total,
    counts: [...byEntity].map(([entity, counts]) => [entity, ...KINDS.map((kind) => counts[kind] || null)]),
    shown: [...first, ...seen].slice(0, limit),
  };
}
