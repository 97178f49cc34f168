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

/** Every allowed change of state; whatever is not here throws. A repeated add revives `rejected` and `dropped`. */
const NEXT: Readonly<Record<EntryState, readonly EntryState[]>> = {
  pending: ["sending", "done", "conflict", "dropped"],
  sending: ["done", "pending", "rejected", "uncertain"],
  uncertain: ["done", "pending", "rejected"],
  done: [],
  rejected: ["pending", "dropped"],
  conflict: ["pending", "dropped"],
  dropped: ["pending"],
};

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

/** Whether an entry may go from one state to the other. */
export function isAllowedChange(from: EntryState, to: EntryState): boolean {
  return NEXT[from].includes(to);
}

/** @throws AccConfigError if an entry may not go from one state to the other */
export function checkChange(id: number, from: EntryState, to: EntryState): void {
  if (isAllowedChange(from, to)) return;
  throw new AccConfigError(`entry ${id} is ${from}: it cannot become ${to}`, { cure: CURES[from] });
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
