import type { PushResult } from "../../push/push.ts";
import { EXIT, type ExitCode, exitCodeOfError, gravest } from "../exit-codes.ts";
import type { Output } from "../output.ts";
import { count, formatNumber } from "../words.ts";

/** How many entries with a problem are told one by one. */
const PROBLEMS_SHOWN = 10;

/** The exit code of a push that came to its end, by what the queue holds after it. */
export function exitCodeOfPush(result: PushResult): ExitCode {
  const { pending = 0, sending = 0, uncertain = 0, rejected = 0, conflict = 0 } = result.queue;
  return gravest([
    result.stopped === undefined ? EXIT.done : exitCodeOfError(result.stopped.error),
    rejected + conflict > 0 ? EXIT.waiting : EXIT.done,
    pending + sending + uncertain > 0 ? EXIT.partial : EXIT.done,
  ]);
}

/** Says what a push did, a fact a line. */
export function sayPush(result: PushResult, output: Output): void {
  const { sent, already_present, settled, requests, seconds, queue } = result;
  const cost = `${count(requests, "request")}, ${seconds.toFixed(1)} s`;
  const waiting = (queue.pending ?? 0) + (queue.uncertain ?? 0) + (queue.sending ?? 0);
  if (sent + already_present + settled + waiting === 0) output.fact("nothing", `to send, ${cost}`);
  else output.fact("sent", `${count(sent, "metric")}, ${cost}`);
  if (already_present > 0)
    output.fact("present", `${formatNumber(already_present)} were at the service already`);
  if (settled > 0)
    output.fact("settled", `${formatNumber(settled)} whose answer was lost: the service has them`);
  if (result.uncertain > 0) {
    output.fact(
      "uncertain",
      `${formatNumber(result.uncertain)} without an answer; argo-acc push looks them up again`,
      "later",
    );
  }
  const pending = queue.pending ?? 0;
  if (pending > 0)
    output.fact("pending", `${formatNumber(pending)} not yet sent; argo-acc push goes on`, "later");
  sayProblems(result, output);
  if (result.stopped !== undefined) output.fact("stopped", result.stopped.why, "act");
}

function sayProblems({ problems, queue }: PushResult, output: Output): void {
  const shown = problems.filter(({ state }) => state === "rejected" || state === "conflict");
  for (const { id, state, source, line, message } of shown.slice(0, PROBLEMS_SHOWN)) {
    const place = source ? ` ${line ? `line ${line} of ` : ""}${source}` : "";
    output.fact(state, `#${id}${place}: ${message}`, "act");
    output.fact("", `argo-acc queue retry ${id} or argo-acc queue drop ${id}`);
  }
  const waiting = (queue.rejected ?? 0) + (queue.conflict ?? 0);
  const more = waiting - Math.min(shown.length, PROBLEMS_SHOWN);
  if (more > 0) output.fact("waiting", `${formatNumber(more)} more for a person: argo-acc queue list`, "act");
}
