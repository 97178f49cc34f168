import { AccConfigError } from "@argo-acc/core";

/**
 * Where an entry stands:
 *
 * - `pending`: waits to be sent
 * - `sending`: a request may be on its way; committed before it leaves
 * - `uncertain`: a request left, and what became of it is not known
 * - `done`: the service has it, and `metric_id` says as which metric
 * - `rejected`: the service does not take it as it is; waits for a person
 * - `conflict`: another value is reported for the same period, group and user; waits for a person
 * - `dropped`: a person gave it up
 */
export type EntryState = "pending" | "sending" | "uncertain" | "done" | "rejected" | "conflict" | "dropped";

/** Every way from one state into another: what happens to an entry, where it may happen, and where it leads. */
const CHANGES = {
  /** A request is about to leave. */
  begin: { from: ["pending"], to: "sending" },
  accept: { from: ["sending"], to: "done" },
  /** The request certainly changed nothing, and may be made again. */
  defer: { from: ["sending"], to: "pending" },
  reject: { from: ["sending"], to: "rejected" },
  /** The request had no answer that tells. */
  lose: { from: ["sending"], to: "uncertain" },
  /** A look before sending found the metric. */
  find: { from: ["pending"], to: "done" },
  /** A look before sending found another value. */
  contradict: { from: ["pending"], to: "conflict" },
  settle_present: { from: ["uncertain"], to: "done" },
  settle_absent: { from: ["uncertain"], to: "pending" },
  settle_rejected: { from: ["uncertain"], to: "rejected" },
  retry: { from: ["rejected", "conflict"], to: "pending" },
  drop: { from: ["pending", "rejected", "conflict"], to: "dropped" },
  /** The same fact was added again. */
  revive: { from: ["rejected", "dropped"], to: "pending" },
} as const satisfies Record<string, { from: readonly EntryState[]; to: EntryState }>;

/** Something that happens to an entry and changes its state. */
export type EntryChange = keyof typeof CHANGES;

/** Every state, in the order an entry usually passes through them. */
export const ENTRY_STATES: readonly EntryState[] = [
  "pending",
  "sending",
  "uncertain",
  "done",
  "rejected",
  "conflict",
  "dropped",
];

/**
 * The state a change leads to.
 *
 * @throws AccConfigError if the change is not allowed for an entry in this state
 */
export function nextState(id: number, from: EntryState, change: EntryChange): EntryState {
  const allowed: { readonly from: readonly EntryState[]; readonly to: EntryState } = CHANGES[change];
  if (allowed.from.includes(from)) return allowed.to;
  throw new AccConfigError(`entry ${id} is ${from}: it cannot become ${allowed.to}`, { cure: CURES[from] });
}

const CURES: Readonly<Record<EntryState, string>> = {
  pending: "it is sent by the next argo-acc push, or given up with argo-acc queue drop",
  sending: "wait until the push that sends it has ended",
  uncertain: "run argo-acc push, which finds out whether the service has it",
  done: "the service has it; nothing is left to do",
  rejected: "argo-acc queue retry or argo-acc queue drop",
  conflict: "argo-acc queue retry or argo-acc queue drop",
  dropped: "add it again with argo-acc add",
};
