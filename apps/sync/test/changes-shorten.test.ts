import { describe, expect, it } from "vitest";

import { shorten, shortenBoth } from "../src/changes/shorten.ts";

const [a, b] = ["a".repeat(60), "b".repeat(60)];
const capacities = (value: number) =>
  `[{"id":"65d1f0a0c3a5b20000000001","registered_on":"2024-01-01T00:00:00Z","value":${value},"unit":"h"}]`;

describe("a value in a table", () => {
  it.each([
    [null, null],
    [12, 12],
    [a, a],
    [`${a}b`, `${"a".repeat(59)}…`],
  ])("is cut after 60 units: %j", (value, shown) => {
    expect(shorten(value)).toBe(shown);
  });

  it.each([
    ["one", "two", "one", "two"],
    [null, `${a}b`, null, `${"a".repeat(59)}…`],
    [a, a.slice(1), a, a.slice(1)],
    [`x${a}`, `y${a}`, `x${"a".repeat(58)}…`, `y${"a".repeat(58)}…`],
    [`${a}x`, `${a}y`, `…${"a".repeat(20)}x`, `…${"a".repeat(20)}y`],
    [`${a}`, `${a}${b}`, `…${"a".repeat(20)}`, `…${"a".repeat(20)}${"b".repeat(38)}…`],
    [
      capacities(100),
      capacities(250),
      '…T00:00:00Z","value":100,"unit":"h"}]',
      '…T00:00:00Z","value":250,"unit":"h"}]',
    ],
  ])("shows where it differs from what it was: %j, %j", (before, after, shownBefore, shownAfter) => {
    const shown = shortenBoth(before, after);
    expect(shown).toEqual([shownBefore, shownAfter]);
    for (const text of shown) expect(String(text).length).toBeLessThanOrEqual(60);
  });
});
