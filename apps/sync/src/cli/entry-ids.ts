import { AccConfigError } from "@argo-acc/core";
import type { EntryHistory, Outbox } from "@argo-acc/store/outbox";

/**
 * The entries named on a command line, all of them or none.
 *
 * @throws AccConfigError if a word is no number, or there is no such entry
 */
export function namedEntries(outbox: Outbox, words: readonly string[]): readonly EntryHistory[] {
  return [...new Set(words)].map((word) => {
    const text = word.replace(/^#/, "");
    const entry = /^\d{1,15}$/.test(text) ? outbox.get(Number(text)) : undefined;
    if (entry !== undefined) return entry;
    throw new AccConfigError(`there is no entry ${word} in ${outbox.path}`, {
      cure: "argo-acc queue list shows the entries and their numbers",
    });
  });
}
