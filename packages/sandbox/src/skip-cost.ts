import { type Answer, textOfBody } from "./service/answer.ts";
import { offsetOf, readPage } from "./service/page.ts";
import type { Target } from "./service/target.ts";

/** Timers do not wait longer: they would not wait at all. */
const LONGEST_DELAY = 2 ** 31 - 1;

/**
 * How long a database would take to walk over the rows before a page, in milliseconds. It cannot walk over more rows
 * than there are.
 *
 * @param skipCost microseconds a row
 */
export function skipDelay(answer: Answer, target: Target, skipCost: number): number {
  if (skipCost === 0 || answer.status !== 200) return 0;
  const total = /^\{"size_of_page":\d+,"number_of_page":\d+,"total_elements":(\d+)/.exec(
    textOfBody(answer.body),
  )?.[1];
  if (total === undefined) return 0;
  const offset = offsetOf(readPage(target.query.get("page"), target.query.get("size")));
  return Math.min((Math.min(offset, Number(total)) * skipCost) / 1000, LONGEST_DELAY);
}
