import { describeGrant } from "@argo-acc/core";

import type {
  MetricDifference,
  OfflineResult,
  PairDifference,
  VerifyResult,
  WindowDifference,
} from "../../verify/index.ts";
import { EXIT, type ExitCode, gravest } from "../exit-codes.ts";
import type { Output } from "../output.ts";
import { count, formatAgo, formatMinute, formatNumber } from "../words.ts";
import { nameGrants } from "./grant-words.ts";

/** How many pairs are shown, and of each how many windows and metrics; --json has all of them. */
const SHOWN_PAIRS = 20;
const SHOWN = 3;

/** The exit code of a comparison. */
export function exitCodeOfVerify({ equal, complete }: VerifyResult): ExitCode {
  return gravest([equal ? EXIT.done : EXIT.difference, complete ? EXIT.done : EXIT.partial]);
}

/** Says what a comparison came to, a fact a line. */
export function sayVerify(result: VerifyResult, output: Output, now: number): void {
  const { differences, not_compared } = result;
  const cost = `${count(result.requests, "request")}, ${result.seconds.toFixed(1)} s`;
  const what = [
    result.grants.length === 0 ? "nothing" : nameGrants(result.grants),
    ...(result.months === null ? [] : [monthWords(result.months)]),
  ].join(", ");
  if (result.equal) output.fact("equal", `${what}: the mirror is what the service reports; ${cost}`);
  else {
    const pairs = count(differences.length, "definition of an installation", "definitions of installations");
    output.fact("differs", `${pairs}, of ${what}; ${cost}`, "act");
  }
  for (const difference of differences.slice(0, SHOWN_PAIRS)) sayPair(difference, output);
  const rest = differences.length - SHOWN_PAIRS;
  if (rest > 0) output.fact("", `and ${count(rest, "more", "more")}: --json names all`);
  for (const { grant, window, why } of not_compared) {
    const where = window === undefined ? "" : `, ${window}`;
    output.fact("missing", `${describeGrant(grant)}${where} could not be compared: ${why}`, "later");
  }
  if (result.equal) return;
  sayCure(result, output, now);
}

function sayCure({ differences, last_run }: VerifyResult, output: Output, now: number): void {
  const at = last_run === null ? null : (last_run.ended_at ?? last_run.started_at);
  const pulled = at === null ? "there was none" : `${formatMinute(at)}, ${formatAgo(at, now)}`;
  output.fact("cure", `what changed at the service since the last pull (${pulled}) is a difference too:`);
  output.fact("", "argo-acc pull, then verify again");
  output.fact(
    "",
    "what still differs then was changed in the file: argo-acc pull --full --read-by pages mends metrics",
  );
  if (!differences.some(({ windows }) => windows.some(({ capacity }) => capacity))) return;
  output.fact(
    "",
    "a capacity that still differs: restore a backup; a new mirror in another file has no history",
  );
}

function monthWords({ from, to, count: months }: NonNullable<VerifyResult["months"]>): string {
  return from === to ? from : `${count(months, "month")} from ${from} to ${to}`;
}

function sayPair(difference: PairDifference, output: Output): void {
  const { windows, metrics } = difference;
  const installation = difference.installation ?? difference.installation_id;
  const place = installation === difference.installation_id ? "" : ` (${difference.installation_id})`;
  output.fact("", `${difference.metric_name ?? difference.metric_definition_id} of ${installation}${place}`);
  for (const window of windows.slice(0, SHOWN)) output.fact("", `  ${windowWords(window)}`);
  sayRest(windows.length, "window", output);
  for (const metric of metrics.slice(0, SHOWN)) output.fact("", `  ${metricWords(metric)}`);
  sayRest(metrics.length, "metric", output);
  if (metrics.length > 0 || windows.some(({ capacity }) => capacity)) return;
  output.fact("", "  no metric was found that differs");
}

function sayRest(length: number, noun: string, output: Output): void {
  if (length > SHOWN)
    output.fact("", `  and ${count(length - SHOWN, `${noun} more`, `${noun}s more`)}: --json names all`);
}

function windowWords({ window, mirror, service, capacity }: WindowDifference): string {
  const sums =
    mirror === service
      ? `${numberWords(mirror)} on both sides`
      : `${numberWords(mirror)} here, ${numberWords(service)} at the service`;
  return `${window}: ${sums}${capacity ? "; the capacities differ" : ""}`;
}

function numberWords(value: number | string | null): string {
  if (value === null) return "nothing";
  return typeof value === "number" && Number.isInteger(value) ? formatNumber(value) : String(value);
}

const PROBLEMS = {
  "missing here": "is missing in the mirror",
  "missing there": "is not at the service",
  different: "differs",
} as const;

function metricWords({ id, problem, time_period_start, fields }: MetricDifference): string {
  const differing = fields.map(
    ({ field, mirror, service }) => `${field} ${mirror ?? "none"} here, ${service ?? "none"} at the service`,
  );
  const how = differing.length === 0 ? PROBLEMS[problem] : differing.join("; ");
  return `metric ${id} of ${time_period_start}: ${how}`;
}

/** The exit code of a check without the service. */
export function exitCodeOfOffline({ sound, damaged }: OfflineResult): ExitCode {
  if (damaged) return EXIT.store;
  return sound ? EXIT.done : EXIT.difference;
}

/** Says what a check without the service came to, a fact a line. */
export function sayOffline({ sound, metrics, last_run, problems }: OfflineResult, output: Output): void {
  if (sound) {
    const state = last_run === null ? "no run yet" : `as of run ${last_run.id}`;
    output.fact("sound", `${count(metrics ?? 0, "metric")}, ${state}: the file agrees with itself`);
    output.fact("", "whether it is what the service has: argo-acc verify");
  }
  for (const { count: times, problem, examples, cure } of problems) {
    output.fact("wrong", `${problem}: ${formatNumber(times)}`, "act");
    for (const example of examples) output.fact("", `  ${example}`);
    output.fact("cure", cure);
  }
}
