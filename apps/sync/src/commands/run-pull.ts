import { openMirror } from "@argo-acc/store/mirror";

import { chosenEndpoint, connect } from "../cli/connect.ts";
import type { commonOptions } from "../cli/common-options.ts";
import type { ExitCode } from "../cli/exit-codes.ts";
import { knownEndpoint } from "../cli/known-endpoint.ts";
import { lockWait } from "../cli/lock-wait.ts";
import { duration, flag, oneOf, type Values, wholeNumber } from "../cli/option.ts";
import { exitCodeOfPull, sayPull } from "../cli/results/pull-words.ts";
import { showPull } from "../cli/results/pull-progress.ts";
import type { Session } from "../cli/session.ts";
import { makeStateFolder, stateFiles } from "../cli/state-files.ts";
import { pull } from "../pull/pull.ts";
import type { PullResult } from "../pull/pull-result.ts";

/** The options that say how to pull. */
export const pullOptions = {
  full: flag("Read everything again, also what counts and sums say is unchanged."),
  fullEvery: duration("Read everything again when the last full reading is older.", { defaultText: "7d" }),
  maxGone: wholeNumber(
    "Mark at most so many metrics of a grant as gone upstream; above it none is, and the exit code is 7.",
    { min: 0, max: Number.MAX_SAFE_INTEGER },
    { defaultText: "the larger of 100 and 5 % of the grant" },
  ),
  readBy: oneOf(["windows", "pages"], "Read metrics by windows of search, or by pages of the plain lists.", {
    defaultText: "windows; pages where search cannot be relied on",
  }),
  lockWait,
};

/** What a run of pull came to. */
export interface PullRun {
  readonly result: PullResult;
  readonly code: ExitCode;
}

/** Pulls and says what it did: what `argo-acc pull` and the second half of `argo-acc sync` do. */
export async function runPull(
  values: Values<typeof pullOptions & typeof commonOptions>,
  session: Session,
): Promise<PullRun> {
  const { env, output, signal } = session;
  const files = stateFiles(values, env);
  const endpoint = chosenEndpoint(values, () => knownEndpoint(files.mirror, "mirror"));
  const acc = await connect(endpoint, values, env);
  makeStateFolder(files.mirror, env);
  using mirror = openMirror(files.mirror, { endpoint });
  using progress = await showPull(output, mirror.path, endpoint);
  const result = await pull(acc, mirror, {
    full: values.full,
    fullEveryMs: values.fullEvery,
    maxGone: values.maxGone,
    readBy: values.readBy,
    lockWaitMs: values.lockWait,
    signal,
    onEvent: progress.onEvent,
  });
  progress[Symbol.dispose]();
  sayPull(result, output);
  return { result, code: exitCodeOfPull(result) };
}
