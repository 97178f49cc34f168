import type { AddResult } from "@argo-acc/store/outbox";

import type { Output } from "../output.ts";
import { count, formatNumber } from "../words.ts";

/** Says what an add did, a fact a line. */
export function sayAdd(result: AddResult, notes: readonly string[], output: Output): void {
  output.fact("queued", queuedWords(result));
  if (result.already_queued > 0) {
    output.fact(
      "known",
      `${formatNumber(result.already_queued)} were queued before and are not queued twice`,
    );
  }
  if (result.revived > 0)
    output.fact("revived", `${formatNumber(result.revived)} that had been rejected or dropped`);
  if (result.contradicting > 0) {
    const facts = `${formatNumber(result.contradicting)} with another value than one queued before`;
    output.fact("conflict", `${facts}: the next push keeps them for a person`, "act");
  }
  for (const note of notes) output.fact("note", note, "later");
}

function queuedWords({ added, revived, already_queued }: AddResult): string {
  if (added + revived > 0) return `${count(added + revived, "metric")}; argo-acc push sends`;
  return already_queued > 0 ? "nothing new" : "nothing: there was no metric in it";
}
