import { openOutbox } from "@argo-acc/store/outbox";

import { chosenEndpoint, connect } from "../cli/connect.ts";
import type { commonOptions } from "../cli/common-options.ts";
import { EXIT, type ExitCode } from "../cli/exit-codes.ts";
import { knownEndpoint } from "../cli/known-endpoint.ts";
import { lockWait, sayWaiting } from "../cli/lock-wait.ts";
import { duration, oneOf, type Values, wholeNumber } from "../cli/option.ts";
import { openProgress } from "../cli/progress.ts";
import { exitCodeOfPush, sayPush } from "../cli/results/push-words.ts";
import type { Session } from "../cli/session.ts";
import { isAbsent, stateFiles } from "../cli/state-files.ts";
import { push, type PushResult } from "../push/push.ts";

/** The options that say how to push. */
export const pushOptions = {
  grace: duration(
    "How long a request without an answer may still be stored; absence counts when seen twice, this long apart.",
    { defaultText: "60s" },
  ),
  concurrency: wholeNumber("Metrics sent at the same time.", { min: 1, max: 64 }, { defaultText: "4" }),
  limit: wholeNumber(
    "Send at most so many.",
    { min: 1, max: Number.MAX_SAFE_INTEGER },
    { defaultText: "all" },
  ),
  onConflict: oneOf(
    ["refuse", "add"],
    "What to do if another value is reported for the same period, group and user: keep the entry for a person, or send it too.",
    { defaultText: "refuse" },
  ),
  lockWait,
};

/** What a push comes to where nothing was ever queued. */
const NOTHING_PUSHED: PushResult = {
  requests: 0,
  seconds: 0,
  sent: 0,
  already_present: 0,
  settled: 0,
  uncertain: 0,
  rejected: 0,
  conflict: 0,
  pending: 0,
  queue: { pending: 0, sending: 0, uncertain: 0, done: 0, rejected: 0, conflict: 0, dropped: 0 },
  problems: [],
};

/** What a run of push came to. */
export interface PushRun {
  readonly result: PushResult;
  readonly code: ExitCode;
}

/** Pushes and says what it did: what `argo-acc push` and the first half of `argo-acc sync` do. */
export async function runPush(
  values: Values<typeof pushOptions & typeof commonOptions>,
  session: Session,
): Promise<PushRun> {
  const { env, output, signal } = session;
  const files = stateFiles(values, env);
  if (isAbsent(files.outbox)) {
    output.fact("nothing", `to send: there is no outbox ${files.outbox} yet`);
    return { result: NOTHING_PUSHED, code: EXIT.done };
  }
  const endpoint = chosenEndpoint(values, () => knownEndpoint(files.outbox, "outbox"));
  const acc = await connect(endpoint, values, env, values.concurrency);
  using outbox = openOutbox(files.outbox, { endpoint });
  const lost: number[] = [];
  using bar = await openProgress("sent", output);
  const result = await push(acc, outbox, {
    graceMs: values.grace,
    concurrency: values.concurrency,
    limit: values.limit,
    onConflict: values.onConflict,
    lockWaitMs: values.lockWait,
    signal,
    onEvent(event) {
      if (event.type === "waiting") sayWaiting(event.holder, output);
      if (event.type === "entry" && event.outcome === "uncertain") lost.push(event.entry.id);
      if (event.type === "progress") bar.update(event.done, event.of, `${acc.requests} requests`);
    },
  });
  bar[Symbol.dispose]();
  sayPush(result, lost, output);
  return { result, code: exitCodeOfPush(result) };
}
