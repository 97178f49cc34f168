import {
  type AccError,
  AccProtocolError,
  AccResponseError,
  type Grant,
  grantCovers,
  metricPath,
  type MetricItem,
  type MetricWindow,
} from "@argo-acc/core";

import { askWindow, type WindowAnswer, type WindowLimits } from "./ask-window.ts";
import {
  cutAtPaths,
  cutAtStarts,
  FIRST_SECOND,
  inBox,
  isolatePath,
  LAST_SECOND,
  queryOfBox,
  startOf,
} from "./box.ts";
import { halve } from "./halve.ts";
import type { KnownPaths } from "./known-paths.ts";
import { planPathCuts } from "./plan-path-cuts.ts";
import { planStartCuts } from "./plan-start-cuts.ts";
import { readSeparated } from "./separate.ts";
import { countSearch, type WindowSearch } from "./window-search.ts";

/** What is known of one window of a reading: its rows, or why it has none. */
export type WindowReading =
  | {
      readonly outcome: "read";
      readonly window: MetricWindow;
      readonly items: readonly MetricItem[];
      /** Rows that were dropped because the grant does not cover them. */
      readonly outside: number;
    }
  | { readonly outcome: "hole"; readonly window: MetricWindow; readonly error: AccError };

/** A window still to be asked. */
export interface Task {
  readonly box: MetricWindow;
  /** Whether a wider window failed, and this is part of finding out where. */
  readonly narrowing: boolean;
}

/** What asking a window leads to: its reading, or narrower windows that tile it. */
export type Step =
  | { readonly kind: "done"; readonly reading: WindowReading }
  | { readonly kind: "cut"; readonly parts: readonly Task[] };

/** One reading of a grant, as its windows see it. */
export interface Walk {
  readonly grant: Grant;
  readonly search: WindowSearch;
  readonly paths: KnownPaths;
  readonly expected: ReadonlyMap<string, number> | undefined;
  readonly limits: WindowLimits;
  readonly now: number;
  /** How many more windows may be narrowed after a failure: beyond it they are holes as they are. */
  narrowings: number;
}

/** Asks one window. */
export async function readWindow(walk: Walk, task: Task, signal: AbortSignal): Promise<Step> {
  const { box, narrowing } = task;
  const { search, limits } = walk;
  const triesOn500 = narrowing ? (halvesOf(walk, box) === undefined ? 3 : 1) : 2;
  const answer = await askWindow(search, queryOfBox(box), { limits, signal, triesOn500 });
  switch (answer.kind) {
    case "whole":
      return { kind: "done", reading: readingOf(walk, box, answer.items) };
    case "full":
      return cutFull(walk, box, answer, signal);
    case "unsteady":
      return narrow(walk, task, answer.error);
    case "poisoned":
      // where even a count fails it is not a row that spoils the answer: the service does not search at all
      if (!narrowing) await countSearch(search, queryOfBox(box), signal);
      return narrow(walk, task, answer.error);
  }
}

function readingOf(walk: Walk, window: MetricWindow, all: readonly MetricItem[]): WindowReading {
  const isInside = inBox(window);
  const stray = all.find((item) => !isInside(item));
  if (stray !== undefined) {
    const words = `POST /metrics/search: metric ${stray.id} does not lie in the window that was asked for`;
    const cure = "the service may search otherwise than this client knows: tell its operators";
    return { outcome: "hole", window, error: new AccProtocolError(words, { cure }) };
  }
  const items = all.filter((item) => grantCovers(walk.grant, grantOf(item)));
  return { outcome: "read", window, items, outside: all.length - items.length };
}

function grantOf(item: MetricItem): Grant {
  const { project_id, provider, installation_id } = item;
  return { kind: "installation", project_id, provider_id: provider, installation_id };
}

/** Cuts a window that has too many rows: by installations, else by time, else by whatever tells its rows apart. */
async function cutFull(
  walk: Walk,
  box: MetricWindow,
  answer: Extract<WindowAnswer, { kind: "full" }>,
  signal: AbortSignal,
): Promise<Step> {
  const { search, limits } = walk;
  const inside = answer.items.filter(inBox(box));
  walk.paths.add(inside.map(metricPath));
  const paths = walk.paths.inside(box);
  if (paths.length > 1) return cut(cutAtPaths(box, pathCuts(walk, paths, answer)));
  const cuts = await startCuts(walk, box, answer, signal);
  if (cuts.length > 0) return cut(cutAtStarts(box, cuts));
  const [path] = paths;
  const separated = await readSeparated(search, box, { limits, path: path ?? "an installation", signal });
  if (separated.kind === "rows") return { kind: "done", reading: readingOf(walk, box, separated.rows) };
  const around = path === undefined ? undefined : isolatePath(box, path);
  if (around !== undefined) return cut(around);
  return { kind: "done", reading: { outcome: "hole", window: box, error: separated.error } };
}

/** Installations count as many rows as were last known, else an even share, and never fewer than have come. */
function pathCuts(
  walk: Walk,
  paths: readonly string[],
  answer: Extract<WindowAnswer, { kind: "full" }>,
): string[] {
  const { limits, expected } = walk;
  const seen = new Map<string, number>();
  for (const item of answer.items) {
    const path = metricPath(item);
    seen.set(path, (seen.get(path) ?? 0) + 1);
  }
  const share = answer.total / paths.length;
  const weigh = (path: string) => Math.max(expected?.get(path) ?? share, seen.get(path) ?? 0);
  const cuts = planPathCuts(paths, weigh, limits.target);
  const middle = paths[Math.floor(paths.length / 2)];
  return cuts.length > 0 || middle === undefined ? cuts : [middle];
}

async function startCuts(
  walk: Walk,
  box: MetricWindow,
  answer: Extract<WindowAnswer, { kind: "full" }>,
  signal: AbortSignal,
): Promise<number[]> {
  const { limits } = walk;
  const { total, items } = answer;
  // the first and the last instant a cut can name; a window of one second has neither
  const low = box.startFrom === null ? FIRST_SECOND : box.startFrom + 1000;
  const high = box.startUntil === null ? LAST_SECOND : box.startUntil - 1000;
  if (low > high) return [];
  const tail = total > 2 * limits.target ? await lastRows(walk, box, total, signal) : [];
  const parts = Math.max(2, Math.ceil(total / limits.target));
  const cuts = planStartCuts({ head: items.map(startOf), tail: tail.map(startOf), total }, parts);
  const possible = cuts.map((start) => Math.max(start, low)).filter((start) => start <= high);
  return [...new Set(possible)];
}

/** About the last page. It only helps to guess well, so nothing is lost where it cannot be printed. */
async function lastRows(
  walk: Walk,
  box: MetricWindow,
  total: number,
  signal: AbortSignal,
): Promise<readonly MetricItem[]> {
  const { size } = walk.limits;
  try {
    const request = { page: Math.max(2, Math.round(total / size)), size, triesOn500: 1, signal };
    const { content } = await walk.search(queryOfBox(box), request);
    return content;
  } catch (error) {
    if (error instanceof AccResponseError && error.status === 500) return [];
    throw error;
  }
}

/** Looks for what spoils a window in its halves. */
function narrow(walk: Walk, { box }: Task, error: AccError): Step {
  const halves = halvesOf(walk, box);
  if (halves === undefined) return { kind: "done", reading: { outcome: "hole", window: box, error } };
  walk.narrowings -= 1;
  return { kind: "cut", parts: halves.map((half) => ({ box: half, narrowing: true })) };
}

function halvesOf(walk: Walk, box: MetricWindow): MetricWindow[] | undefined {
  return walk.narrowings > 0 ? halve(box, walk.paths.inside(box), walk.now) : undefined;
}

function cut(boxes: readonly MetricWindow[]): Step {
  return { kind: "cut", parts: boxes.map((box) => ({ box, narrowing: false })) };
}
