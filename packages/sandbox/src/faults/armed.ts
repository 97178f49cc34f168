import type { Random } from "../random.ts";

/** At which of the calls it is about something happens. */
export interface Chance {
  readonly probability?: number;
  readonly first?: number;
  readonly from?: number;
}

/** Whether it happens at a call. Draws a number for each. @param number which of those it is about, counted from 1 */
export function draw(random: Random, chance: Chance, number: number): boolean {
  const { probability = 1, first = Number.POSITIVE_INFINITY, from = 1 } = chance;
  return random.next() < probability && number >= from && number - from < first;
}

/** Takes one away, or without a number all of them; whether there was one of this number. */
export function disarm(all: { readonly id: number }[], id: number | undefined): boolean {
  const at = all.findIndex((armed) => armed.id === id);
  if (id === undefined) all.length = 0;
  else if (at !== -1) all.splice(at, 1);
  return id === undefined || at !== -1;
}
