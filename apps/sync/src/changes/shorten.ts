import type { RowCell } from "@argo-acc/store/mirror";

/** The longest value in a table, in UTF-16 units. */
const LONGEST = 60;

/** How much is shown of what a value before and the one after begin with alike, where they are too long. */
const ALIKE = 20;

/** The beginning of a value that is too long for a table. */
export function shorten(cell: RowCell): RowCell {
  return typeof cell === "string" ? cut(cell, 0) : cell;
}

/** What a field was and became, for a table: of texts that are too long, the part where they begin to differ. */
export function shortenBoth(before: RowCell, after: RowCell): readonly [before: RowCell, after: RowCell] {
  if (typeof before !== "string" || typeof after !== "string") return [shorten(before), shorten(after)];
  const differ = firstDifference(before, after);
  const isShownAnyway = Math.max(before.length, after.length) <= LONGEST || differ <= ALIKE;
  const from = isShownAnyway ? 0 : differ - ALIKE;
  return [cut(before, from), cut(after, from)];
}

/** At most {@link LONGEST} units of a text from one of them on, with an ellipsis for what is left off on each side. */
function cut(text: string, from: number): string {
  const start = from === 0 ? "" : "…";
  const rest = `${start}${text.slice(from)}`;
  return rest.length > LONGEST ? `${rest.slice(0, LONGEST - 1)}…` : rest;
}

function firstDifference(one: string, other: string): number {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  return at;
}
