import { resolve } from "node:path";

import { AccConfigError } from "@argo-acc/core";
import { type Mirror, type MirrorStatus, type MirrorView, openMirror } from "@argo-acc/store/mirror";

import { asOfOption } from "../changes/run-option.ts";
import { LIST_RUNS, tellAsOf } from "../changes/tell-as-of.ts";
import { leaf } from "../cli/command.ts";
import { EXIT } from "../cli/exit-codes.ts";
import { oneOf, text } from "../cli/option.ts";
import type { Output } from "../cli/output.ts";
import { stateFiles } from "../cli/state-files.ts";
import { nearestName } from "../spelling/nearest-name.ts";
import { warn } from "../cli/warn.ts";
import { count } from "../cli/words.ts";
import { exportRows } from "../export/export-rows.ts";
import { replaceFile, type Write } from "../export/replace-file.ts";

const ENTITIES: Readonly<Record<string, MirrorView>> = {
  metrics: "metrics",
  projects: "projects",
  providers: "providers",
  installations: "installations",
  "metric-definitions": "metric_definitions",
  "unit-types": "unit_types",
  "metric-types": "metric_types",
  capacities: "capacities",
};

const NAMES = Object.keys(ENTITIES).join(", ");

export default leaf({
  name: "export",
  details: [
    'Columns have the service\'s field names. CSV is RFC 4180: a null is an empty field, an empty text is "", every number reads back to the same double, and non-finite ones are NaN, Infinity and -Infinity. Metrics come by installation, period start and id.',
    "A file is replaced whole or not at all. If the mirror is not complete, what it has is written, stderr says so, and the exit code is 3.",
    "Texts are written as they are. A spreadsheet takes a cell that begins with =, +, - or @ for a formula: import the columns as text if you do not trust who wrote them.",
  ],
  words: [{ name: "ENTITY", description: NAMES }],
  options: {
    format: oneOf(["csv", "ndjson"], "CSV, or one JSON object a line.", { defaultText: "csv" }),
    out: text("FILE", "Where to write; - is stdout.", { defaultText: "-" }),
    asOf: asOfOption,
  },
  examples: [
    { command: "argo-acc export metrics --format csv --out metrics.csv", does: "replaces metrics.csv" },
    { command: "argo-acc export installations --format ndjson | head -3", does: "looks at the first three" },
  ],
  async run(values, { env, output, signal }, [name = ""]) {
    const entity = readEntity(name);
    using mirror = openMirror(stateFiles(values, env).mirror, { readonly: true, asOf: values.asOf });
    tellAsOf(mirror, values.asOf, output);
    const status = mirror.status();
    const out = values.out ?? "-";
    const produce = (write: Write) =>
      exportRows(mirror, { entity, format: values.format ?? "csv", signal }, write);
    if (out === "-") await produce((chunk) => output.data(chunk));
    else {
      const { rows } = await replaceFile(resolve(out), produce);
      const { complete } = status;
      if (output.json) await output.result({ entity, rows, out: resolve(out), complete, ...asOfRun(mirror) });
      output.fact("wrote", `${count(rows, "row")} to ${out}`);
    }
    return status.complete ? EXIT.done : warnIncomplete(mirror, status, output);
  },
});

function readEntity(name: string): MirrorView {
  const entity = Object.hasOwn(ENTITIES, name) ? ENTITIES[name] : undefined;
  if (entity !== undefined) return entity;
  const near = nearestName(name, Object.keys(ENTITIES));
  throw new AccConfigError(`"${name}" cannot be exported`, {
    cure:
      near === undefined
        ? `write one of: ${NAMES}; argo-acc query --csv writes other views`
        : `did you mean ${near}?`,
  });
}

/** The run whose end was exported, where that is not the present. */
function asOfRun({ asOf }: Mirror): {
  readonly as_of?: { readonly run: number; readonly ended_at: string | null };
} {
  return asOf === undefined ? {} : { as_of: { run: asOf.id, ended_at: asOf.ended_at } };
}

/** Whoever works with the rows has to know, whatever else is silenced. */
function warnIncomplete({ asOf }: Mirror, status: MirrorStatus, output: Output): typeof EXIT.partial {
  const missing = status.grants.filter(({ state }) => state === "incomplete").length;
  const what =
    missing === 0 ? "nothing was read in full yet" : `${count(missing, "grant")} could not be read in full`;
  const [message, cure] =
    asOf === undefined
      ? [
          `the mirror is not complete: ${what}`,
          "argo-acc status names what is missing, argo-acc pull goes on",
        ]
      : [`the mirror was not complete after run ${asOf.id}: ${what}`, LIST_RUNS];
  warn(output, message, cure);
  return EXIT.partial;
}
