import { isAccError } from "@argo-acc/core";

import type { PushResult } from "../../push/push.ts";
import { EXIT, type ExitCode, exitCodeOfError, gravest } from "../exit-codes.ts";
import { reportError } from "../error-report.ts";
import type { Output } from "../output.ts";
import { count, formatMinute, formatNumber } from "../words.ts";

/** How many entries with a problem are told one by one. */
const PROBLEMS_SHOWN = 10;
/** How many entries without an answer are named. */
const IDS_SHOWN = 5;

/** The exit code of a push that came to its end, by what the queue holds after it. */
export function exitCodeOfPush(result: PushResult): ExitCode {
  const { pending, sending, uncertain, rejected, conflict } = result.queue;
  return gravest([
    result.stopped === undefined ? EXIT.done : exitCodeOfError(result.stopped.error),
    rejected + conflict > 0 ? EXIT.waiting : EXIT.done,
    pending + sending + uncertain > 0 ? EXIT.partial : EXIT.done,
  ]);
}

/**
 * Says what a push did, a fact a line.
 *
 * @param lost the entries whose answer got lost in this run
 */
export function sayPush(result: PushResult, lost: readonly number[], output: Output): void {
  const { sent, already_present, settled, requests, seconds, queue } = result;
  const cost = `${count(requests, "request")}, ${seconds.toFixed(1)} s`;
  const waiting = queue.pending + queue.uncertain + queue.sending;
  if (sent + already_present + settled + waiting === 0) output.fact("nothing", `to send, ${cost}`);
  else output.fact("sent", `${count(sent, "metric")}, ${cost}`);
  if (already_present > 0)
    output.fact("present", `${formatNumber(already_present)} that the service had already`);
  if (lost.length > 0) {
    const inOrder = lost.toSorted((a, b) => a - b);
    const ids = inOrder.slice(0, IDS_SHOWN).map((id) => `#${id}`);
    const which = [...ids, ...(lost.length > IDS_SHOWN ? ["…"] : [])].join(", ");
    output.fact(
      "uncertain",
      `${formatNumber(lost.length)} got no answer (${which}): looked up, not sent again`,
      "later",
    );
  }
  if (settled > 0)
    output.fact(
      "settled",
      `${formatNumber(settled)} that got no answer: the service has ${settled === 1 ? "it" : "them"}`,
    );
  const later = result.next_run_at === undefined ? "" : `, best after ${formatMinute(result.next_run_at)}`;
  if (queue.uncertain > 0) {
    const words = `${formatNumber(queue.uncertain)} still without an answer; argo-acc push looks again${later}`;
    output.fact("uncertain", words, "later");
  }
  if (queue.pending > 0) {
    output.fact(
      "pending",
      `${formatNumber(queue.pending)} not yet sent; argo-acc push goes on${later}`,
      "later",
    );
  }
  sayProblems(result, output);
  if (result.stopped !== undefined) sayStopped(result.stopped, output);
}

/** What stopped the run: an error like any other, though what was done before it has been said. */
function sayStopped({ why, error }: NonNullable<PushResult["stopped"]>, output: Output): void {
  if (isAccError(error)) reportError(error, exitCodeOfError(error), output);
  else output.fact("stopped", `${why}; what was done is saved, and argo-acc push goes on`, "later");
}

function sayProblems({ problems, queue }: PushResult, output: Output): void {
  const shown = problems.filter(({ state }) => state === "rejected" || state === "conflict");
  for (const { id, state, source, line, message } of shown.slice(0, PROBLEMS_SHOWN)) {
    const place = source ? ` ${line ? `line ${line} of ` : ""}${source}` : "";
    output.fact(state, `#${id}${place}: ${message}`, "act");
    output.fact("", `argo-acc queue retry ${id} or argo-acc queue drop ${id}`);
  }
  const waiting = queue.rejected + queue.conflict;
  const named = Math.min(shown.length, PROBLEMS_SHOWN);
  const rest = `${formatNumber(waiting - named)}${named > 0 ? " more" : ""} for a person: argo-acc queue list`;
  if (waiting > named) output.fact("waiting", rest, "act");
}
