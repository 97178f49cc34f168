import { openMirror } from "@argo-acc/store/mirror";

import { asOfOption } from "../changes/run-option.ts";
import { tellAsOf } from "../changes/tell-as-of.ts";
import { leaf } from "../cli/command.ts";
import { EXIT } from "../cli/exit-codes.ts";
import { flag } from "../cli/option.ts";
import { stateFiles } from "../cli/state-files.ts";
import { tableLines } from "../cli/table.ts";
import type { Cell } from "../export/cell.ts";
import { csvRow } from "../export/csv.ts";
import { inChunks } from "../export/in-chunks.ts";
import { jsonRows } from "../export/json-row.ts";

export default leaf({
  name: "query",
  details: [
    "Runs one statement that reads, without a network. The views: projects, providers, installations, metric_definitions, unit_types, metric_types, metrics, capacities, usage_by_month, runs. A statement that would write is refused with exit code 2.",
  ],
  words: [{ name: "SQL", description: "one SELECT statement, in quotes" }],
  options: {
    csv: flag("Write CSV instead of a table; with --json a line of JSON for each row."),
    asOf: asOfOption,
  },
  examples: [
    {
      command:
        "argo-acc query 'select month, metric_name, total from usage_by_month order by month limit 12'",
      does: "a table of monthly usage",
    },
    { command: "argo-acc query --json 'select * from runs'", does: "one line of JSON for each run" },
    {
      command: "argo-acc query --as-of 2024-05-01 'select count(*) from metrics'",
      does: "what the mirror held when May began",
    },
  ],
  async run(values, { env, output, signal }, [sql = ""]) {
    using mirror = openMirror(stateFiles(values, env).mirror, { readonly: true, asOf: values.asOf });
    tellAsOf(mirror, values.asOf, output);
    const { columns, rows } = mirror.query(sql);
    const cells = rows as Iterable<readonly Cell[]>; // SQLite has no other types
    const lines = output.json
      ? mapped(cells, jsonRows(columns))
      : values.csv
        ? mapped(withHeader(columns, cells), csvRow)
        : tableLines(columns, cells);
    for (const chunk of inChunks(lines)) {
      signal.throwIfAborted();
      await output.data(chunk);
    }
    return EXIT.done;
  },
});

function* mapped<T>(rows: Iterable<T>, write: (row: T) => string): Generator<string, void, undefined> {
  for (const row of rows) yield write(row);
}

function* withHeader(
  columns: readonly string[],
  rows: Iterable<readonly Cell[]>,
): Generator<readonly Cell[], void, undefined> {
  yield columns;
  yield* rows;
}
