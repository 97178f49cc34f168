import { comparePaths, type MetricWindow } from "@argo-acc/core";
import type { KnownWindow } from "@argo-acc/client";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { type Tile, tileKnown } from "../src/walk/tile-known.ts";

const ALL: MetricWindow = { pathFrom: null, pathUntil: null, startFrom: null, startUntil: null };

function box(
  pathFrom: string | null,
  pathUntil: string | null,
  startFrom: number | null = null,
  startUntil: number | null = null,
): MetricWindow {
  return { pathFrom, pathUntil, startFrom, startUntil };
}

function known(window: MetricWindow, rows = 1): KnownWindow {
  return { window, rows, digest: `${rows}` };
}

function shown(tiles: readonly Tile[]): string[] {
  return tiles.map(({ box: window, known: own }) => {
    const { pathFrom, pathUntil, startFrom, startUntil } = window;
    const text = `${pathFrom ?? ""}–${pathUntil ?? ""} ${startFrom ?? ""}–${startUntil ?? ""}`;
    return own === undefined ? `gap ${text}` : text;
  });
}

describe("known windows", () => {
  test.each([
    { name: "none", windows: [], tiles: ["gap – –"] },
    { name: "everything", windows: [ALL], tiles: ["– –"] },
    {
      name: "by paths, in any order",
      windows: [box("c", null), box(null, "a"), box("a", "c")],
      tiles: ["–a –", "a–c –", "c– –"],
    },
    {
      name: "with gaps before, between and after them",
      windows: [box("a", "b"), box("c", "d", 0, 1000), box("c", "d", 3000, null)],
      tiles: [
        "gap –a –",
        "a–b –",
        "gap b–c –",
        "gap c–d –0",
        "c–d 0–1000",
        "gap c–d 1000–3000",
        "c–d 3000–",
        "gap d– –",
      ],
    },
    {
      name: "by starts first, then by paths",
      windows: [box(null, null, null, 0), box(null, "m", 0, null), box("m", null, 0, null)],
      tiles: ["– –0", "–m 0–", "m– 0–"],
    },
    {
      name: "that overlap: only where they do, nothing is known",
      windows: [box("a", "b", 0, 2000), box("a", "b", 1000, 3000), box("b", "c")],
      tiles: ["gap –a –", "gap a–b –0", "gap a–b 0–3000", "gap a–b 3000–", "b–c –", "gap c– –"],
    },
    { name: "the same one twice", windows: [box(null, "b"), box(null, "b")], tiles: ["–b –", "gap b– –"] },
    {
      name: "around a middle that no cut from edge to edge can part",
      windows: [
        box("a", "c", 0, 1000),
        box("c", "d", 0, 2000),
        box("b", "d", 2000, 3000),
        box("a", "b", 1000, 3000),
      ],
      tiles: ["gap –a –", "gap a–d –0", "gap a–d 0–3000", "gap a–d 3000–", "gap d– –"],
    },
    {
      name: "that hold nothing, or the wrong way round",
      windows: [box("b", "b"), box("c", "a"), box(null, null, 1000, 1000), box(null, null, 2000, 0)],
      tiles: ["gap – –"],
    },
    {
      name: "with edges that search cannot name",
      windows: [
        box("2024-01-01T00:00:00Z", null),
        box(null, "\uD800"),
        box(null, null, 500, null),
        box(null, null, null, Number.NaN),
        box(null, null, -1e15, null),
      ],
      tiles: ["gap – –"],
    },
  ])("$name", ({ windows, tiles }) => {
    expect(
      shown(
        tileKnown(
          ALL,
          windows.map((window) => known(window)),
        ),
      ),
    ).toEqual(tiles);
  });

  test("of another root are left out, also where they reach over its edge", () => {
    const windows = [box("a", "c"), box("b", "c", 0, 1000), box("x", "y"), box("c", "d", null, 1000)];

    const tiles = tileKnown(
      box("b", "d", 0, 2000),
      windows.map((window) => known(window)),
    );

    expect(shown(tiles)).toEqual(["b–c 0–1000", "gap b–c 1000–2000", "gap c–d 0–2000"]);
  });

  test("are kept by the thousand, one inside the other", () => {
    const windows: KnownWindow[] = [];
    for (let ring = 0; ring < 800; ring++) {
      const path = `p${String(ring).padStart(5, "0")}`;
      const next = `p${String(ring + 1).padStart(5, "0")}`;
      windows.push(
        known(box(path, next, ring * 1000, null)),
        known(box(path, null, ring * 1000 - 1000, ring * 1000)),
      );
    }
    const tiles = tileKnown(box("p00000", null, -1000, null), windows);

    expect(tiles.filter((tile) => tile.known !== undefined)).toHaveLength(1600);
  });
});

const PATHS = [null, "P.V.a", "P.V.b", "P.V.b\0", "P.V.\u{FFFF}", "P.V.\u{10000}", null];
const STARTS = [null, -1000, 0, 1000, 5000, 9000, null];
/** A point inside each cell between neighbouring edges. */
const POINTS = [0, 1, 2, 3, 4, 5].flatMap((path) => [0, 1, 2, 3, 4, 5].map((start) => ({ path, start })));

const cells = fc.record({
  path: fc.tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 6 })),
  start: fc.tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 6 })),
});
type Cells = typeof cells extends fc.Arbitrary<infer T> ? T : never;

/** Edges by their index; where the index is at an end the edge is open. */
function boxOf({ path, start }: Cells): MetricWindow {
  return box(
    PATHS[path[0]] ?? null,
    PATHS[path[1]] ?? null,
    STARTS[start[0]] ?? null,
    STARTS[start[1]] ?? null,
  );
}

function rising([a, b]: readonly [number, number]): [number, number] {
  return a === b ? [a === 6 ? 5 : a, a === 6 ? 6 : a + 1] : [Math.min(a, b), Math.max(a, b)];
}

function sorted({ path, start }: Cells): Cells {
  return { path: rising(path), start: rising(start) };
}

/** Whether the middle of a cell lies in a window. */
function holds(
  { pathFrom, pathUntil, startFrom, startUntil }: MetricWindow,
  at: (typeof POINTS)[number],
): boolean {
  const path = at.path === 0 ? "" : `${PATHS[at.path] ?? ""}`;
  const start = at.start === 0 ? -Infinity : (STARTS[at.start] ?? 0);
  return (
    (pathFrom === null || comparePaths(path, pathFrom) >= 0) &&
    (pathUntil === null || comparePaths(path, pathUntil) < 0) &&
    (startFrom === null || start >= startFrom) &&
    (startUntil === null || start < startUntil)
  );
}

test("whatever is handed over, the tiles cover the root and nothing else, and no two overlap", () => {
  fc.assert(
    fc.property(cells.map(sorted), fc.array(cells, { maxLength: 12 }), (root, windows) => {
      const rootBox = boxOf(root);

      const tiles = tileKnown(
        rootBox,
        windows.map((window, index) => known(boxOf(window), index)),
      );

      for (const point of POINTS) {
        const holding = tiles.filter((tile) => holds(tile.box, point));
        expect(holding).toHaveLength(holds(rootBox, point) ? 1 : 0);
      }
      const kept = tiles.filter((tile) => tile.known !== undefined);
      expect(kept.map((tile) => tile.box)).toEqual(kept.map((tile) => tile.known?.window));
    }),
    { numRuns: 500 },
  );
});

test("windows that were made by cuts are all kept, whichever of them are handed over", () => {
  const cuts = fc.array(fc.record({ of: fc.nat(), axis: fc.boolean(), at: fc.nat() }), { maxLength: 15 });
  fc.assert(
    fc.property(cuts, fc.array(fc.boolean(), { minLength: 20, maxLength: 20 }), (made, handed) => {
      let parts: Cells[] = [{ path: [0, 6], start: [0, 6] }];
      for (const { of, axis, at } of made) {
        const part = parts[of % parts.length];
        if (part === undefined) continue;
        const [from, until] = axis ? part.path : part.start;
        if (until - from < 2) continue;
        const edge = from + 1 + (at % (until - from - 1));
        const halves = [
          [from, edge],
          [edge, until],
        ] as const;
        const cut = halves.map(([a, b]): Cells =>
          axis ? { ...part, path: [a, b] } : { ...part, start: [a, b] },
        );
        parts = parts.flatMap((other) => (other === part ? cut : [other]));
      }
      const windows = parts.filter((_, index) => handed[index] ?? true).map((part) => known(boxOf(part)));

      const kept = tileKnown(ALL, windows).flatMap((tile) => tile.known ?? []);

      expect(new Set(kept)).toEqual(new Set(windows));
    }),
    { numRuns: 1000 },
  );
});
