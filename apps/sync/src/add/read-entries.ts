import type { NewEntry } from "@argo-acc/store/outbox";

import { BadLines } from "./bad-lines.ts";
import { decodeText, peekText, type TextInput } from "./decode-text.ts";
import type { RawEntry } from "./fields.ts";
import { checkKnownIds, type KnownIds } from "./known-ids.ts";
import { readCsv } from "./read-csv.ts";
import { readJsonLines } from "./read-json-lines.ts";
import { toEntry } from "./to-entry.ts";

/** How entries are written: CSV with a header, or one JSON object a line. */
export type EntryFormat = "csv" | "jsonl";

/** Options of {@link readEntries}. */
export interface ReadEntriesOptions {
  /** What messages call the input: a file name, `standard input`. */
  readonly source: string;
  /** Default: by the ending of `source`, else by the first character (`{` begins JSON lines). */
  readonly format?: EntryFormat | undefined;
  /** The clock, in milliseconds since the epoch. Default `Date.now`. */
  readonly now?: (() => number) | undefined;
  /** Whether ids exist. Default: not checked. */
  readonly known?: KnownIds | undefined;
}

/** What was read. */
export interface ReadEntries {
  readonly entries: readonly NewEntry[];
  /** What could not be checked, for people. */
  readonly notes: readonly string[];
}

/**
 * Reads entries to queue, in the service's field names and `installation_id`, and checks each by the service's rules.
 * All or nothing: one bad line refuses the whole input.
 *
 * @example
 * const { entries } = await readEntries(createReadStream("november.csv"), { source: "november.csv" });
 * outbox.add(entries);
 * @throws BadLinesError naming the bad lines, each with its reason
 * @throws AccConfigError if the header is wrong, or the input is no text
 */
export async function readEntries(input: TextInput, options: ReadEntriesOptions): Promise<ReadEntries> {
  const { source, known } = options;
  const now = (options.now ?? Date.now)();
  const { first, text } = await peekText(decodeText(input, source));
  const format = options.format ?? formatOf(source) ?? (first === "{" || first === "[" ? "jsonl" : "csv");
  const bad = new BadLines();
  const entries: NewEntry[] = [];
  const same = sameText();
  const onRecord = (raw: RawEntry, line: number) => {
    const entry = toEntry(raw, now);
    if (typeof entry === "string") bad.add(line, entry);
    else entries.push(compact(entry, same, source, line));
  };
  await (format === "csv" ? readCsv(text, source, bad, onRecord) : readJsonLines(text, bad, onRecord));
  const notes = known === undefined ? [] : await checkKnownIds(entries, known, bad);
  bad.throwIfAny(source);
  return { entries, notes };
}

function formatOf(source: string): EntryFormat | undefined {
  if (/\.csv$/i.test(source)) return "csv";
  return /\.(?:jsonl|ndjson|json)$/i.test(source) ? "jsonl" : undefined;
}

/** The ids repeat line after line: kept once, a million lines take half the memory. */
function compact(entry: NewEntry, same: (text: string) => string, source: string, line: number): NewEntry {
  const { group_id, user_id } = entry;
  return {
    installation_id: same(entry.installation_id),
    metric_definition_id: same(entry.metric_definition_id),
    time_period_start: entry.time_period_start,
    time_period_end: entry.time_period_end,
    value: entry.value,
    ...(typeof group_id === "string" ? { group_id: same(group_id) } : {}),
    ...(typeof user_id === "string" ? { user_id: same(user_id) } : {}),
    source,
    line,
  };
}

function sameText(): (text: string) => string {
  const known = new Map<string, string>();
  return (text) => {
    const earlier = known.get(text);
    if (earlier === undefined) known.set(text, text);
    return earlier ?? text;
  };
}
