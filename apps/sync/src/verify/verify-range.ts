import { AccConfigError } from "@argo-acc/core";
import { ALL_TIME, type Mirror, type ReportedGrant, startsByMonth } from "@argo-acc/store/mirror";

import { FIRST_MONTH, LAST_MONTH, monthOf, readMonth, startOfMonth, windowOf } from "./month-windows.ts";
import type { VerifyOptions } from "./verify-options.ts";
import type { Range } from "./verifying.ts";

/**
 * What is to be compared.
 *
 * @throws AccConfigError if `from` or `to` is no month, or they are in the wrong order
 */
export function rangeOf({ from, to }: VerifyOptions): Range {
  if (from === undefined && to === undefined) return { window: ALL_TIME, starts: undefined };
  const first = from === undefined ? FIRST_MONTH : readMonth(from);
  const last = to === undefined ? LAST_MONTH : readMonth(to);
  if (first > last) {
    throw new AccConfigError(`the months from ${from} to ${to} are none`, {
      cure: "give the first month with --from, the last with --to",
    });
  }
  return {
    window: windowOf(first, last),
    starts: { from: startOfMonth(first), until: startOfMonth(last + 1) },
  };
}

/** The months of the range in which the mirror has metrics of a grant, in their order. */
export function monthsOf(mirror: Mirror, grant: ReportedGrant, { starts }: Range): number[] {
  const wanted = startsByMonth(mirror, grant).filter(
    (start) => starts === undefined || (start >= starts.from && start < starts.until),
  );
  return [...new Set(wanted.map(monthOf))].toSorted((a, b) => a - b);
}
