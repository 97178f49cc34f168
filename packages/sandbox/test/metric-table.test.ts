import { assert, array, integer, property, record } from "fast-check";
import { expect, test } from "vitest";

import { MetricTable } from "../src/state/metric-table.ts";

const HOUR = 3_600_000;

function context(installation: number) {
  return {
    project_id: "p",
    provider: "v",
    installation_id: `i${installation}`,
    project: "P",
    installation: `name ${installation}`,
    infrastructure: null,
    resource: null,
    metric_definition_id: "d",
    creatorId: "c",
  };
}

const id = (number: number) => number.toString(16).padStart(24, "0");
const row = (start: number) => ({
  start: start * HOUR,
  end: (start + 1) * HOUR,
  value: start,
  group: undefined,
  user: undefined,
});

test("new rows land in the holes that deleted ones leave", () => {
  const table = new MetricTable();
  const numbers = [0, 1, 2].map((number) =>
    table.insert(id(number), table.contexts.intern(context(1)), row(number)),
  );
  table.remove(numbers[1] ?? -1);
  table.insert(id(9), table.contexts.intern(context(1)), row(9));
  expect([...table.rowsOf("p.v.i1")].map((at) => table.id(at))).toEqual([id(0), id(9), id(2)]);
  expect(table.find(id(1))).toBeUndefined();
  expect(table.size).toBe(3);
});

test("finds an id in either case among ids that differ in one digit", () => {
  const table = new MetricTable();
  const ids = Array.from(
    { length: 3000 },
    (_, number) => `6b046af055be38b0${(number * 7).toString(16).padStart(8, "0")}`,
  );
  for (const [number, text] of ids.entries())
    table.insert(text, table.contexts.intern(context(1)), row(number));
  expect(ids.every((text, number) => table.find(text) === number)).toBe(true);
  expect(table.find("6B046AF055BE38B000000007")).toBe(1);
  expect(table.find("6b046af055be38b000000008")).toBeUndefined();
});

test("whatever is put in, changed and taken out, its indexes tell what is there", () => {
  const step = record({
    what: integer({ min: 0, max: 3 }),
    pick: integer({ min: 0, max: 50 }),
    start: integer({ min: 0, max: 20 }),
  });
  assert(
    property(array(step, { maxLength: 60 }), (steps) => {
      const table = new MetricTable();
      const model = new Map<string, { installation: number; start: number }>();
      for (const [number, { what, pick, start }] of steps.entries()) {
        const chosen = [...model.keys()][pick % Math.max(1, model.size)];
        const at = chosen === undefined ? undefined : table.find(chosen);
        if (what < 2 || chosen === undefined || at === undefined) {
          table.insert(id(number), table.contexts.intern(context(pick % 3)), row(start));
          model.set(id(number), { installation: pick % 3, start });
        } else if (what === 2) {
          table.remove(at);
          model.delete(chosen);
        } else {
          table.update(at, table.contextNumber(at), row(start));
          model.set(chosen, { installation: model.get(chosen)?.installation ?? 0, start });
        }
        table.rowsStartingIn("p.v.i0", 0, 1); // from now on this index is kept, not made
      }
      for (const installation of [0, 1, 2]) {
        const mine = [...model].filter(([, metric]) => metric.installation === installation);
        const listed = [...table.rowsOf(`p.v.i${installation}`)];
        expect(listed.map((at) => table.id(at)).toSorted()).toEqual(mine.map(([key]) => key).toSorted());
        expect(listed).toEqual(listed.toSorted((a, b) => a - b));
        const inside = mine.filter(([, { start }]) => start >= 5 && start < 12).map(([key]) => key);
        const found = [...table.rowsStartingIn(`p.v.i${installation}`, 5 * HOUR, 12 * HOUR)].map((at) =>
          table.id(at),
        );
        expect(found.toSorted()).toEqual(inside.toSorted());
      }
      expect(table.size).toBe(model.size);
    }),
    { numRuns: 200, seed: 5 },
  );
});
