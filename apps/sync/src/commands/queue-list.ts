import { type Entry, ENTRY_STATES, type EntryState, openOutbox } from "@argo-acc/store/outbox";

import { AccConfigError } from "@argo-acc/core";

import { leaf } from "../cli/command.ts";
import { EXIT } from "../cli/exit-codes.ts";
import { texts, wholeNumber } from "../cli/option.ts";
import { stateFiles } from "../cli/state-files.ts";
import { tableLines } from "../cli/table.ts";
import type { Cell } from "../export/cell.ts";

const COLUMNS = [
  "id",
  "state",
  "installation_id",
  "metric_definition_id",
  "time_period_start",
  "time_period_end",
  "value",
  "group_id",
  "user_id",
  "message",
] as const;

export default leaf({
  name: "queue list",
  options: {
    state: texts("STATE", `Only entries in this state: ${ENTRY_STATES.join(", ")}.`),
    limit: wholeNumber(
      "List at most so many.",
      { min: 1, max: Number.MAX_SAFE_INTEGER },
      { defaultText: "all" },
    ),
  },
  examples: [
    { command: "argo-acc queue list --state rejected --state conflict", does: "what waits for a person" },
    { command: "argo-acc queue list --json", does: "one line of JSON for each entry" },
  ],
  async run(values, { env, output }) {
    const states = values.state.length === 0 ? undefined : values.state.map(readState);
    using outbox = openOutbox(stateFiles(values, env).outbox, { readonly: true });
    const entries = outbox.list({ states, limit: values.limit });
    if (output.json) for (const entry of entries) await output.record(entry);
    else if (entries.length === 0) output.fact("nothing", "in the queue that fits");
    else await output.data([...tableLines(COLUMNS, entries.map(cells))].join(""));
    return EXIT.done;
  },
});

function cells(entry: Entry): readonly Cell[] {
  return COLUMNS.map((column) => entry[column]);
}

function readState(text: string): EntryState {
  const state = ENTRY_STATES.find((known) => known === text);
  if (state !== undefined) return state;
  throw new AccConfigError(`--state "${text}" is no state of an entry`, {
    cure: `write one of: ${ENTRY_STATES.join(", ")}`,
  });
}
