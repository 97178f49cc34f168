import {
  type Change,
  findChangeSpan,
  findRun,
  type Mirror,
  openMirror,
  readChanges,
} from "@argo-acc/store/mirror";

import { CHANGE_COLUMNS, changeCells, shortenCells } from "../changes/change-cells.ts";
import { changeJson } from "../changes/change-json.ts";
import { describeRun } from "../changes/describe-run.ts";
import { runOption } from "../changes/run-option.ts";
import { COUNT_COLUMNS, summarizeChanges } from "../changes/summarize-changes.ts";
import { warnIfYetToCome } from "../changes/yet-to-come.ts";
import { leaf } from "../cli/command.ts";
import { EXIT } from "../cli/exit-codes.ts";
import { flag, wholeNumber } from "../cli/option.ts";
import type { Session } from "../cli/session.ts";
import { stateFiles } from "../cli/state-files.ts";
import { tableLines } from "../cli/table.ts";
import { count } from "../cli/words.ts";
import { csvRow } from "../export/csv.ts";
import { inChunks } from "../export/in-chunks.ts";

/** How many changes the table shows unless told. */
const SHOWN = 50;

export default leaf({
  name: "changes",
  details: [
    "Compares two states of the mirror, each at the end of a run, without a network: what was seen for the first time (added), what has other fields (changed, with the values before and after), what was proven to be gone, and what was gone and came back (returned). What changed several times in between is one change. A metric whose period starts elsewhere now is a change of its time_period_start.",
    "Without options: all that changed since the last run that ended before the newest. So what runs stored that were killed in between is told too, once.",
    "The table has the counts first, and what changed, went or came back before what was added. --csv and --json write every change: CSV has a line for each field that differs, JSON an object for each change with its fields and its whole row.",
  ],
  options: {
    since: runOption(
      "What changed after the end of this run; 0 = since before the first one.",
      "the last run that had ended before that of --until",
    ),
    until: runOption("What changed up to the end of this run.", "the last run"),
    limit: wholeNumber(
      "Show at most so many changes.",
      { min: 1, max: Number.MAX_SAFE_INTEGER },
      { defaultText: `${SHOWN}; all with --csv and --json` },
    ),
    csv: flag("Write CSV instead of a table."),
  },
  examples: [
    {
      command: "argo-acc changes",
      does: "what the last run changed, and what killed ones before it left",
    },
    {
      command: "argo-acc changes --since 2024-05-01 --until 2024-06-01 --csv",
      does: "what changed in May, as CSV",
    },
  ],
  async run(values, session) {
    const { env, output, signal } = session;
    using mirror = openMirror(stateFiles(values, env).mirror, { readonly: true });
    const span = findChangeSpan(mirror, values);
    warnIfYetToCome(values.since, span.since, output);
    warnIfYetToCome(values.until, span.until, output);
    output.fact("since", describeEnd(mirror, span.since));
    output.fact("until", describeEnd(mirror, span.until));
    const changes = readChanges(mirror, span);
    const limit = values.limit ?? Number.POSITIVE_INFINITY;
    if (output.json) await write(mapped(first(changes, limit), changeJson), session);
    else if (values.csv) await write(csvLines(first(changes, limit)), session);
    else await writeTable(summarizeChanges(changes, { limit: values.limit ?? SHOWN, signal }), session);
    return EXIT.done;
  },
});

function describeEnd(mirror: Mirror, run: number): string {
  return run === 0 ? "the beginning" : describeRun(mirror, findRun(mirror, run));
}

async function writeTable(
  { total, counts, shown }: ReturnType<typeof summarizeChanges>,
  session: Session,
): Promise<void> {
  const { output } = session;
  if (total === 0) {
    output.fact("nothing", "changed");
    return;
  }
  await write(tableLines(COUNT_COLUMNS, counts), session);
  await output.data("\n");
  const rows = shown.flatMap(changeCells).map(shortenCells);
  await write(tableLines(CHANGE_COLUMNS, rows), session);
  if (shown.length < total) {
    const rest = count(total - shown.length, "change");
    output.fact("more", `${rest}: --limit N shows more of them, --csv and --json all`);
  }
}

async function write(lines: Iterable<string>, { output, signal }: Session): Promise<void> {
  for (const chunk of inChunks(lines)) {
    signal.throwIfAborted();
    await output.data(chunk);
  }
}

function* first<T>(items: Iterable<T>, limit: number): Generator<T, void, undefined> {
  let left = limit;
  for (const item of items) {
    yield item;
    left -= 1;
    if (left <= 0) return;
  }
}

function* mapped<T>(items: Iterable<T>, text: (item: T) => string): Generator<string, void, undefined> {
  for (const item of items) yield text(item);
}

function* csvLines(changes: Iterable<Change>): Generator<string, void, undefined> {
  yield csvRow(CHANGE_COLUMNS);
  for (const change of changes) for (const cells of changeCells(change)) yield csvRow(cells);
}
