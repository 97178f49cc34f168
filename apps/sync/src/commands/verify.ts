import { AccConfigError } from "@argo-acc/core";
import { openMirror } from "@argo-acc/store/mirror";

import { leaf } from "../cli/command.ts";
import type { commonOptions } from "../cli/common-options.ts";
import { chosenEndpoint, connect } from "../cli/connect.ts";
import type { ExitCode } from "../cli/exit-codes.ts";
import { knownEndpoint } from "../cli/known-endpoint.ts";
import { flag, text, type Values } from "../cli/option.ts";
import { showVerify } from "../cli/results/verify-progress.ts";
import { exitCodeOfOffline, exitCodeOfVerify, sayOffline, sayVerify } from "../cli/results/verify-words.ts";
import type { Session } from "../cli/session.ts";
import { stateFiles } from "../cli/state-files.ts";
import { verify, verifyOffline } from "../verify/index.ts";

const verifyOptions = {
  from: text("MONTH|DAY", "The first month to compare, such as 2024-01; a day means its month.", {
    defaultText: "all there is",
  }),
  to: text("MONTH|DAY", "The last month to compare, likewise.", { defaultText: "all there is" }),
  offline: flag("Check the file against itself, without the service and without a token."),
};

type VerifyValues = Values<typeof verifyOptions & typeof commonOptions>;

export default leaf({
  name: "verify",
  details: [
    "Compares, for each installation and metric definition, what the service's reports say of each month with what the mirror comes to by the service's own arithmetic, and the counts. Metrics across months, or that no report counts, are compared by one report over all months and by reading them. What differs is read, and the metrics behind it are named, with --json all of them. It takes a report for each project (or provider, or installation that is granted) and month, one more over all months, and a count; --from and --to limit that to the metrics that start in these months.",
    "What changed at the service since the last pull is a difference too: pull, then verify. Nothing is written. The exit code is 7 where something differs, and 3 where something could not be compared.",
    "With --offline: SQLite's own check, whether everything that rows refer to is there, whether kept counts and sums are those of the rows, and whether the history adds up. The exit code is 7 where something is wrong, and 9 where the file is damaged.",
  ],
  options: verifyOptions,
  examples: [
    { command: "argo-acc verify", does: "proves, after a pull, that the mirror is what the service reports" },
    { command: "argo-acc verify --from 2024-01 --to 2024-03", does: "a quarter, before it is billed" },
    { command: "argo-acc verify --offline --mirror /backup/mirror.db", does: "whether a backup is sound" },
  ],
  run: (values, session) => (values.offline ? runOffline(values, session) : runOnline(values, session)),
});

async function runOnline(values: VerifyValues, { env, output, signal }: Session): Promise<ExitCode> {
  const { mirror: path } = stateFiles(values, env);
  const endpoint = chosenEndpoint(values, () => knownEndpoint(path, "mirror"));
  const acc = await connect(endpoint, values, env);
  using mirror = openMirror(path, { readonly: true, endpoint });
  using progress = await showVerify(output, path, endpoint);
  const { from, to } = values;
  const result = await verify(acc, mirror, { from, to, signal, onEvent: progress.onEvent });
  progress[Symbol.dispose]();
  sayVerify(result, output, Date.now());
  if (output.json) await output.result(result);
  return exitCodeOfVerify(result);
}

async function runOffline(values: VerifyValues, { env, output }: Session): Promise<ExitCode> {
  if (values.from !== undefined || values.to !== undefined) {
    throw new AccConfigError("--offline checks the whole file, not the months of --from and --to", {
      cure: "leave out --from and --to, or --offline",
    });
  }
  using mirror = openMirror(stateFiles(values, env).mirror, { readonly: true });
  const result = verifyOffline(mirror);
  sayOffline(result, output);
  if (output.json) await output.result(result);
  return exitCodeOfOffline(result);
}
