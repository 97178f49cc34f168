import type { Sandbox } from "@argo-acc/sandbox";
import type { Mirror } from "@argo-acc/store/mirror";

import type { PullResult } from "../../src/pull/pull.ts";
import { linesOfMirror, linesOfService } from "../pull-support/compare.ts";
import { type Shown, shown } from "./shown.ts";
import { covers } from "./witness.ts";

/** Where the views of a mirror show something else than before. */
export function complainOfChange(mirror: Mirror, before: Shown): string[] {
  return Object.entries(shown(mirror)).flatMap(([view, rows]) => {
    const known = before[view as keyof Shown];
    const [lost] = without(known, rows);
    const [came] = without(rows, known);
    const isSame = lost === undefined && came === undefined && rows.length === known.length;
    return isSame ? [] : [`${view} shows ${came} instead of ${lost}`];
  });
}

/** Where a grant is called read, or said to agree, but the mirror does not show what the service has of it. */
export function complainOfRead(sandbox: Sandbox, mirror: Mirror, result: PullResult | undefined): string[] {
  const rows = linesOfMirror(mirror);
  const read = result?.grants.filter(({ state }) => state !== "incomplete" && state !== "frozen") ?? [];
  return read.flatMap(({ grant, state }) => {
    const expected = linesOfService(sandbox, (metric) => covers(grant, metric));
    const ours = rows.filter((line) => covers(grant, placeOf(line)));
    return [
      ...without(expected, rows).map((line) => `what is called ${state} lacks ${line}`),
      ...without(ours, expected).map((line) => `what is called ${state} has ${line}`),
    ];
  });
}

/**
 * Where others wrote: what there is must be shown as it was or as it is, once.
 *
 * @param before the lines the mirror showed
 */
export function complainOfLoss(sandbox: Sandbox, mirror: Mirror, before: readonly string[]): string[] {
  const now = linesOfService(sandbox);
  const rows = linesOfMirror(mirror);
  const ids = rows.map(idOf);
  const there = new Set(now.map(idOf));
  const lost = without(before.map(idOf), ids).filter((id) => there.has(id));
  return [
    ...without(rows, [...before, ...now]).map((line) => `never was ${line}`),
    ...lost.map((id) => `${id} is there and shown no more`),
    ...(new Set(ids).size === ids.length ? [] : ["a metric is shown twice"]),
  ];
}

/** What the mirror lacks of the service, and what it shows beyond it. */
export function compareLines(sandbox: Sandbox, mirror: Mirror): readonly [lacks: string[], adds: string[]] {
  const [service, rows] = [linesOfService(sandbox), linesOfMirror(mirror)];
  return [without(service, rows), without(rows, service)];
}

/** Those that the others are not. */
export function without(lines: readonly string[], others: readonly string[]): string[] {
  const known = new Set(others);
  return lines.filter((line) => !known.has(line));
}

function placeOf(line: string) {
  const [, project_id = "", provider = "", installation_id = ""] = JSON.parse(line) as readonly string[];
  return { project_id, provider, installation_id };
}

function idOf(line: string): string {
  return String((JSON.parse(line) as readonly unknown[])[0]);
}
