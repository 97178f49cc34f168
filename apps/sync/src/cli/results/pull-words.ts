import { describeGrant } from "@argo-acc/core";

import type { PullResult } from "../../pull/pull-result.ts";
import { EXIT, type ExitCode, gravest } from "../exit-codes.ts";
import type { Output } from "../output.ts";
import { count, formatMinute, formatNumber } from "../words.ts";
import { refusedWords } from "./grant-words.ts";

/** The exit code of a pull that came to its end. */
export function exitCodeOfPull(result: PullResult): ExitCode {
  return gravest([
    result.complete ? EXIT.done : EXIT.partial,
    result.held === undefined ? EXIT.done : EXIT.difference,
  ]);
}

/** Says what a pull did, a fact a line. */
export function sayPull(result: PullResult, output: Output): void {
  const cost = `${count(result.requests, "request")}, ${result.seconds.toFixed(1)} s`;
  if (result.grants.length === 0) {
    output.fact("catalogue", `read, ${cost}; no metrics are readable with this token`, "later");
  }
  const read = result.grants.filter(({ state }) => state === "read");
  const agreeing = result.grants.filter(({ state }) => state === "agrees");
  if (read.length > 0) sayRead(result, read, cost, output);
  if (agreeing.length > 0) {
    const same = `${grantWords(agreeing)}: the service's counts and sums are the mirror's`;
    output.fact("agrees", read.length > 0 ? same : `${same}; ${cost}`);
    if (read.length === 0 && hasChanges(result)) output.fact("", changeWords(result));
    sayAge(agreeing, output);
  }
  for (const { grant, state, why } of result.grants) {
    if (state !== "frozen" && state !== "incomplete") continue;
    const reason = why === undefined ? "" : `: ${why}`;
    output.fact(state === "frozen" ? "frozen" : "missing", `${describeGrant(grant)}${reason}`, "later");
    const cure =
      state === "frozen" ? "its rows are kept as they were" : "argo-acc pull asks for what is missing";
    output.fact("", cure);
  }
  const refused = refusedWords(result.refused, result.grants);
  if (refused !== undefined) output.fact("refused", refused);
  for (const problem of result.problems) output.fact("problem", problem, "later");
  if (result.grants.length > 0 && read.length === 0 && agreeing.length === 0) {
    output.fact("asked", `${cost}; ${changeWords(result)}`);
  }
  sayHeld(result, output);
}

function sayRead(result: PullResult, read: PullResult["grants"], cost: string, output: Output): void {
  const rows = read.reduce((sum, grant) => sum + grant.rows, 0);
  const state = result.complete ? `complete, ${formatMinute(result.at)}` : "not complete";
  output.fact("read", `${count(rows, "metric")} of ${grantWords(read)}, ${cost}; ${state}`);
  output.fact("", changeWords(result));
}

function changeWords({ rows: { added, changed, gone } }: PullResult): string {
  const changes = [
    ...(added > 0 ? [`+${formatNumber(added)} added`] : []),
    ...(changed > 0 ? [`${formatNumber(changed)} changed`] : []),
    ...(gone > 0 ? [`${formatNumber(gone)} gone upstream`] : []),
  ];
  return changes.length === 0 ? "nothing changed" : changes.join(" · ");
}

function hasChanges({ rows: { added, changed, gone } }: PullResult): boolean {
  return added + changed + gone > 0;
}

function sayAge(agreeing: PullResult["grants"], output: Output): void {
  const times = agreeing.flatMap(({ read_at }) => (read_at === null ? [] : [read_at]));
  const oldest = times.toSorted()[0];
  if (oldest !== undefined) {
    output.fact("", `last read in full ${formatMinute(oldest)}; argo-acc pull --full reads everything again`);
  }
}

function sayHeld({ held }: PullResult, output: Output): void {
  if (held === undefined) return;
  const missing = `${count(held.missing, "metric")} of ${describeGrant(held.grant)} are missing upstream`;
  output.fact("held", `${missing}, more than ${formatNumber(held.limit)}: none is marked as gone`, "act");
  output.fact("", `if that is right: argo-acc pull --max-gone ${held.missing}`);
}

function grantWords(grants: PullResult["grants"]): string {
  const [only] = grants;
  if (only !== undefined && grants.length === 1) return describeGrant(only.grant);
  const kinds = new Set(grants.map(({ grant }) => grant.kind));
  return kinds.size === 1 && only !== undefined
    ? count(grants.length, only.grant.kind)
    : count(grants.length, "grant");
}
