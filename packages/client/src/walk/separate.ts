import {
  type AccError,
  AccProtocolError,
  formatInstant,
  type MetricItem,
  type MetricWindow,
} from "@argo-acc/core";

import { allOf, type SearchQuery } from "../resources/search/search-query.ts";
import { areDistinct, askWindow, type FullAnswer, type WindowLimits } from "./ask-window.ts";
import { cutPart, type Part, WHOLE } from "./part.ts";
import { sampleRows } from "./sample-rows.ts";
import { countSearch, type WindowSearch } from "./window-search.ts";

/** How the parts are asked for. */
export interface SeparateOptions {
  /** What the whole window answered. */
  readonly answer: FullAnswer;
  /** The search for the whole window. */
  readonly query: SearchQuery;
  readonly limits: WindowLimits;
  /** The one installation inside, for the message. */
  readonly path: string;
  readonly signal: AbortSignal;
}

/** What came of one round. */
type Separated =
  | { readonly kind: "rows"; readonly rows: readonly MetricItem[] }
  | { readonly kind: "failed"; readonly error: AccError };

/**
 * Reads a window whose rows collide, of one second and one installation, in parts by definition, group, user and
 * value. Unlike cuts by path and time these have to prove themselves by their sum, counted before and after, in two
 * rounds at most: a value that is no number lies in no range, and a change of these fields moves a row between parts.
 */
export async function readSeparated(
  search: WindowSearch,
  box: MetricWindow,
  options: SeparateOptions,
): Promise<Separated> {
  const first = await readRound(search, box, options, options.answer);
  return first.kind === "rows" ? first : readRound(search, box, options);
}

async function readRound(
  search: WindowSearch,
  box: MetricWindow,
  options: SeparateOptions,
  known?: FullAnswer,
): Promise<Separated> {
  const { limits, query: whole, signal } = options;
  const rows: MetricItem[] = [];
  let total: number | undefined;
  const parts: Part[] = [WHOLE];
  for (let part = parts.pop(); part !== undefined; part = parts.pop()) {
    const query = allOf(whole, ...part.criteria);
    const asking = { size: limits.size, triesOn500: 2, signal };
    const answer = (part === WHOLE ? known : undefined) ?? (await askWindow(search, query, asking));
    if (answer.kind === "poisoned" || answer.kind === "unsteady")
      return { kind: "failed", error: answer.error };
    total ??= answer.kind === "full" ? answer.total : answer.items.length;
    if (answer.kind === "whole") {
      rows.push(...answer.items);
      continue;
    }
    const wanted = Math.max(2, Math.ceil(answer.total / limits.target));
    const sample = await sampleRows(search, query, answer, options);
    // a sample may be alike where the rows are not
    const cut = cutPart(part, sample, wanted) ?? cutPart(part, answer.items, wanted);
    if (cut === undefined) {
      return failed(options.path, box, `${answer.total} rows are alike in definition, group, user and value`);
    }
    parts.push(...cut);
  }
  const after = await countSearch(search, whole, signal);
  if (rows.length === total && after === total && areDistinct(rows)) return { kind: "rows", rows };
  const counted = total === after ? `${total}` : `${total}, then ${after}`;
  return failed(options.path, box, `their parts have ${rows.length} rows and not ${counted}`);
}

function failed(path: string, box: MetricWindow, words: string): Separated {
  const start = box.startFrom === null ? "before year 1" : `at ${formatInstant(box.startFrom)}`;
  const error = new AccProtocolError(
    `POST /metrics/search: metrics of ${path} that start ${start} could not be separated: ${words}`,
    { cure: "read this installation's plain list for that day" },
  );
  return { kind: "failed", error };
}
