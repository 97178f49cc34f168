import { AccConfigError } from "@argo-acc/core";
import { openOutbox } from "@argo-acc/store/outbox";

import { readEntries, type TextInput } from "../add/index.ts";
import { leaf } from "../cli/command.ts";
import { chosenEndpoint, connect } from "../cli/connect.ts";
import { EXIT } from "../cli/exit-codes.ts";
import { checkIds } from "../cli/known-ids.ts";
import { readInputFile } from "../cli/input-file.ts";
import { knownEndpoint } from "../cli/known-endpoint.ts";
import { decimal, flag, oneOf, optionFlag, text, type Values } from "../cli/option.ts";
import { sayAdd } from "../cli/results/add-words.ts";
import type { Session } from "../cli/session.ts";
import { makeStateFolder, stateFiles } from "../cli/state-files.ts";

const metricOptions = {
  installation: text("ID", "The installation the metric belongs to."),
  definition: text("ID", "The metric definition."),
  start: text("INSTANT", "Start of the period, such as 2026-10-01T00:00:00Z."),
  end: text("INSTANT", "End of the period, after its start and not in the future."),
  value: decimal("The value, in the unit of the definition."),
  group: text("TEXT", "The group the usage is counted for.", { defaultText: "none" }),
  user: text("TEXT", "The user the usage is counted for.", { defaultText: "none" }),
};

const options = {
  file: text("FILE", "Queue every line of a file instead; - is stdin."),
  format: oneOf(["csv", "jsonl"], "How the file is written.", {
    defaultText: "by its name or its first character",
  }),
  ...metricOptions,
  allowDuplicate: flag("Queue what is queued already once more, and send it even if the service has it."),
};

export default leaf({
  name: "add",
  details: [
    "Queues one metric given by options, or every line of a file, all or nothing; argo-acc push sends them. The fields of a file are installation_id, metric_definition_id, time_period_start, time_period_end, value and, where wanted, group_id and user_id.",
    "Each metric is checked by the service's rules and this machine's clock; ids are looked up in the mirror if there is one of the same service, then at the service if there is a token. What neither can tell is queued with a note. When the command returns, what it queued survives a power failure.",
  ],
  options,
  examples: [
    { command: "argo-acc add --file november.csv", does: "queues a file; a second time it adds nothing" },
    {
      command:
        "argo-acc add --installation 64f9a2 --definition 507f1f77bcf86cd799439011 --start 2026-10-01T00:00:00Z --end 2026-11-01T00:00:00Z --value 12.5",
      does: "queues one metric",
    },
  ],
  async run(values, session) {
    const { env, output, signal } = session;
    const { input, source, format } = chooseInput(values, session);
    const files = stateFiles(values, env);
    const known = () => knownEndpoint(files.outbox, "outbox") ?? knownEndpoint(files.mirror, "mirror");
    const endpoint = chosenEndpoint(values, known);
    using ids = checkIds(files.mirror, endpoint, () => connect(endpoint, values, env), signal);
    const { entries, notes } = await readEntries(input, { source, format, known: ids });
    makeStateFolder(files.outbox, env);
    using outbox = openOutbox(files.outbox, { endpoint });
    const result = outbox.add(entries, { allowDuplicate: values.allowDuplicate, source });
    if (output.json) await output.result({ ...result, notes });
    sayAdd(result, notes, output);
    return EXIT.done;
  },
});

interface Input {
  readonly input: TextInput;
  readonly source: string;
  readonly format: "csv" | "jsonl" | undefined;
}

function chooseInput(values: Values<typeof options>, { stdin }: Session): Input {
  const first = (["installation", "definition", "start", "end", "value", "group", "user"] as const).find(
    (name) => values[name] !== undefined,
  );
  if (values.file === undefined)
    return { input: singleEntry(values), source: "the command line", format: "jsonl" };
  if (first !== undefined) {
    throw new AccConfigError(`--file and ${optionFlag(first)} cannot be used together`, {
      cure: "give a file, or one metric by options",
    });
  }
  if (values.file === "-") return { input: stdin, source: "standard input", format: values.format };
  return { input: readInputFile(values.file, "--file"), source: values.file, format: values.format };
}

/** One metric by options takes the way of a file with one line, so that it is checked by the same rules. */
function singleEntry(values: Values<typeof metricOptions>): string {
  const missing = (["installation", "definition", "start", "end", "value"] as const).filter(
    (name) => values[name] === undefined,
  );
  if (missing.length > 0) {
    throw new AccConfigError(`argo-acc add needs ${missing.map(optionFlag).join(", ")}, or --file`, {
      cure: "argo-acc add --help shows both ways",
    });
  }
  return JSON.stringify({
    installation_id: values.installation,
    metric_definition_id: values.definition,
    time_period_start: values.start,
    time_period_end: values.end,
    value: values.value,
    group_id: values.group,
    user_id: values.user,
  });
}
