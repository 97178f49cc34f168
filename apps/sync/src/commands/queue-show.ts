import { type EntryHistory, openOutbox } from "@argo-acc/store/outbox";

import { leaf } from "../cli/command.ts";
import { namedEntries } from "../cli/entry-ids.ts";
import { EXIT } from "../cli/exit-codes.ts";
import { formatFact } from "../cli/output.ts";
import { stateFiles } from "../cli/state-files.ts";

export default leaf({
  name: "queue show",
  words: [{ name: "ID", description: "the number of an entry", many: true }],
  options: {},
  examples: [{ command: "argo-acc queue show 118", does: "the entry, and everything that was tried for it" }],
  async run(values, { env, output }, words) {
    using outbox = openOutbox(stateFiles(values, env).outbox, { readonly: true });
    for (const entry of namedEntries(outbox, words)) {
      if (output.json) await output.record(entry);
      else await output.line(entryLines(entry).join("\n"));
    }
    return EXIT.done;
  },
});

function entryLines(entry: EntryHistory): readonly string[] {
  const { id, attempts, conflict, source, line } = entry;
  const place = source === null ? "" : ` · ${source}${line === null ? "" : ` line ${line}`}`;
  const receipt =
    entry.metric_id === null ? [] : [formatFact("metric", `${entry.metric_id} (${entry.receipt})`)];
  const owner = [`group ${entry.group_id ?? "–"}`, `user ${entry.user_id ?? "–"}`].join(" · ");
  return [
    formatFact(`#${id}`, `${entry.state} since ${entry.changed_at}`),
    formatFact("queued", `${entry.added_at}${place}`),
    formatFact(
      "what",
      `${entry.value} of ${entry.metric_definition_id} at installation ${entry.installation_id}`,
    ),
    formatFact("", `${entry.time_period_start} to ${entry.time_period_end} · ${owner}`),
    ...receipt,
    ...(entry.message === null ? [] : [formatFact("why", entry.message)]),
    ...(conflict === null
      ? []
      : [formatFact("other", `${conflict.value} is reported as ${conflictPlace(conflict)}`)]),
    ...attempts.map((attempt) => {
      const outcome = attempt.outcome ?? "under way";
      const status = attempt.status === null ? "" : ` (${attempt.status})`;
      const settled = attempt.settled === null ? "" : `, later found ${attempt.settled}`;
      return formatFact("tried", `${attempt.started_at}: ${outcome}${status}${settled}`);
    }),
  ];
}

function conflictPlace({ metric_id, entry }: NonNullable<EntryHistory["conflict"]>): string {
  return metric_id === null ? `entry #${entry}` : `metric ${metric_id}`;
}
