import {
  type AccError,
  AccProtocolError,
  grantCovers,
  grantKey,
  type MetricItem,
  type MetricWindow,
} from "@argo-acc/core";

import { ASKS, askSealed, askWindow, type FullAnswer } from "./ask-window.ts";
import { inBox, isolatePath } from "./box.ts";
import { grantOf } from "./grant-of.ts";
import { halve } from "./halve.ts";
import { pageSizeFor, planCut } from "./plan-cut.ts";
import { readSeparated } from "./separate.ts";
import type { PlannedWindow, Task } from "./task.ts";
import type { Walk } from "./walk.ts";
import { countSearch } from "./window-search.ts";

/** What is known of one window of a reading: its rows, that they are those of last time, or why it has none. */
export type WindowReading =
  | {
      readonly outcome: "read";
      readonly window: MetricWindow;
      readonly items: readonly MetricItem[];
      /** Rows that were dropped because the grant does not cover them. */
      readonly outside: number;
      /**
       * What a later reading recognises the same answer by. `null` without `known` windows, if the rows came in more than
       * one request, and where the runtime has no WebCrypto.
       */
      readonly digest: string | null;
      /** The known window this is, or is a part of. */
      readonly planned?: MetricWindow;
    }
  | {
      readonly outcome: "unchanged";
      readonly window: MetricWindow;
      /** As they were handed over. */
      readonly rows: number;
      readonly digest: string;
    }
  | {
      readonly outcome: "hole";
      readonly window: MetricWindow;
      readonly error: AccError;
      /** The known window this is, or is a part of. */
      readonly planned?: MetricWindow;
    };

/** What asking a window leads to: its reading, or narrower windows that tile it. */
export type Step =
  | { readonly kind: "done"; readonly reading: WindowReading }
  | { readonly kind: "cut"; readonly parts: readonly Task[] };

/** About how many requests it takes to find out that rows cannot be separated. */
const SEPARATING = 10;

/** Asks one window. */
export async function readWindow(walk: Walk, task: Task, signal: AbortSignal): Promise<Step> {
  const { box, narrowing, patience } = task;
  if (patience.isLongGone) return hole(task, contradiction());
  const { search, limits } = walk;
  const query = walk.queryOf(box);
  const triesOn500 = narrowing ? (halvesOf(walk, box) === undefined ? 3 : 1) : 2;
  const asking = { size: pageSizeFor(limits, task.thought), triesOn500, signal };
  const seal = { question: grantKey(walk.grant), last: task.known?.digest ?? null };
  const answer = await (walk.sealing
    ? askSealed(search, query, { ...asking, seal })
    : askWindow(search, query, asking));
  switch (answer.kind) {
    case "unchanged":
      return unchanged(walk, task, answer.digest);
    case "whole":
      return proven(walk, task, answer.items, answer.digest);
    case "full":
      // it has fewer rows than was thought
      if (answer.total < limits.size) return readWindow(walk, { ...task, thought: answer.total }, signal);
      return cutFull(walk, task, answer, signal);
    case "unsteady":
      patience.spend(ASKS);
      return patience.isAtEnd ? hole(task, answer.error) : narrow(walk, task, answer.error);
    case "poisoned":
      // where even a count fails it is not a row that spoils the answer: the service does not search at all
      if (!narrowing) await countSearch(search, query, signal);
      return narrow(walk, task, answer.error);
  }
}

function unchanged({ limits }: Walk, { box, known, patience }: Task, digest: string): Step {
  const rows = known?.rows ?? 0;
  patience.earn(rows, limits.target);
  return { kind: "done", reading: { outcome: "unchanged", window: box, rows, digest } };
}

function proven(walk: Walk, task: Task, items: readonly MetricItem[], digest: string | null): Step {
  const reading = readingOf(walk, task, items, digest);
  if (reading.outcome === "read") task.patience.earn(items.length, walk.limits.target);
  else task.patience.spend(SEPARATING);
  return { kind: "done", reading };
}

/** What a part is planned from is no longer the known window, but lies in it. */
function cut({ patience, planned }: Task, parts: readonly PlannedWindow[]): Step {
  return { kind: "cut", parts: parts.map((part) => ({ ...part, patience, planned, known: undefined })) };
}

function hole(task: Task, error: AccError): Step {
  return { kind: "done", reading: holeOf(task, error) };
}

function holeOf({ box, planned }: Task, error: AccError): WindowReading {
  return { outcome: "hole", window: box, error, ...(planned === undefined ? {} : { planned }) };
}

function contradiction(): AccProtocolError {
  const words = "what the service counts contradicts itself: windows that are cut get no smaller";
  const cure = "read the plain lists instead, and tell the service's operators";
  return new AccProtocolError(`POST /metrics/search: ${words}`, { cure });
}

function readingOf(walk: Walk, task: Task, all: readonly MetricItem[], digest: string | null): WindowReading {
  const { box: window, planned } = task;
  const isInside = inBox(window);
  const stray = all.find((item) => !isInside(item) || !walk.isWanted(item));
  if (stray !== undefined) {
    const words = `POST /metrics/search: metric ${stray.id} does not lie in the window that was asked for`;
    const cure = "the service may search otherwise than this client knows: tell its operators";
    return holeOf(task, new AccProtocolError(words, { cure }));
  }
  const items = all.filter((item) => grantCovers(walk.grant, grantOf(item)));
  const outside = all.length - items.length;
  return { outcome: "read", window, items, outside, digest, ...(planned === undefined ? {} : { planned }) };
}

/** Cuts a window that has too many rows; where they collide, reads it by whatever tells them apart. */
async function cutFull(walk: Walk, task: Task, answer: FullAnswer, signal: AbortSignal): Promise<Step> {
  const { search, limits } = walk;
  const { box, patience } = task;
  patience.spend(2); // this one, and a look at the last rows
  if (patience.isAtEnd) return hole(task, contradiction());
  const parts = await planCut(walk, box, answer, signal);
  if (parts.length > 0) return cut(task, parts);
  const [path] = walk.paths.inside(box);
  const query = walk.queryOf(box);
  const separating = { answer, query, limits, path: path ?? "an installation", signal };
  const separated = await readSeparated(search, box, separating);
  if (separated.kind === "rows") return proven(walk, task, separated.rows, null);
  patience.spend(SEPARATING);
  const around = path === undefined ? undefined : isolatePath(box, path);
  if (around === undefined) return hole(task, separated.error);
  return cut(
    task,
    around.map((part) => ({ box: part, thought: 0, narrowing: false })),
  );
}

/** Looks for what spoils a window in its halves. */
function narrow(walk: Walk, task: Task, error: AccError): Step {
  const halves = halvesOf(walk, task.box);
  if (halves === undefined) return hole(task, error);
  walk.narrowings -= 1;
  return cut(
    task,
    halves.map((half) => ({ box: half, thought: 0, narrowing: true })),
  );
}

function halvesOf(walk: Walk, box: MetricWindow): MetricWindow[] | undefined {
  return walk.narrowings > 0 ? halve(box, walk.paths.inside(box), walk.now) : undefined;
}
