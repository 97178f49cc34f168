import {
  assert,
  constantFrom,
  integer,
  letrec,
  oneof,
  property,
  record,
  array,
  option,
  constant,
} from "fast-check";
import { expect, test } from "vitest";

import { dataset, type Dataset } from "../src/index.ts";
import { loadDataset } from "../src/dataset/load-dataset.ts";
import { compileFilter } from "../src/search/metric-filter.ts";
import { parseQuery } from "../src/search/parse-query.ts";
import { selectRows } from "../src/search/select-rows.ts";
import { compareText } from "../src/search/compare.ts";
import { emptyWorld, type World } from "../src/state/world.ts";

function worldOf(data: Dataset): World {
  const world = emptyWorld({ seed: 1, now: () => Date.UTC(2026, 0, 1), issuer: "" });
  loadDataset(world, data);
  return world;
}

const world = worldOf(dataset({ seed: 3, installations: 7, months: 3, metrics: 3000 }));
for (let row = 5; row < 400; row += 7) world.metrics.remove(row); // holes
const allRows = Array.from({ length: world.metrics.slots }, (_, row) => row).filter((row) =>
  world.metrics.isLive(row),
);
const paths = [...world.metrics.paths()];
const [project = ""] = world.projects.keys();

const comparison = oneof(
  record({
    field: constantFrom(
      "resource_id",
      "installation_id",
      "project_id",
      "provider",
      "project",
      "infrastructure",
    ),
    operand: constantFrom("eq", "neq", "lt", "lte", "gt", "gte"),
    values: constantFrom(
      ...paths,
      ...world.installations.keys(),
      project,
      `${project}.`,
      `${project}/`,
      ".*a.*",
      "",
      null,
    ),
  }),
  record({
    field: constantFrom("time_period_start", "time_period_end"),
    operand: constantFrom("eq", "neq", "lt", "lte", "gt", "gte", "EQ"),
    values: constantFrom(
      "2024-10-01T00:00:00Z",
      "2024-11-01T00:00:00Z",
      "2024-11-15T00:00:00Z",
      "2024-12-31T00:00:00Z",
      "2024-11-01",
      null,
    ),
  }),
  record({
    field: constantFrom("value", "group_id", "user_id", "metric_definition_id", "nonsense", "_id"),
    operand: constantFrom("eq", "neq", "lt", "gte"),
    values: option(
      constantFrom<unknown>(100, 0, "protein-folding", "language-corpora", true, [1], "2024-11-01T00:00:00Z"),
    ),
  }),
).map((part) => ({ type: "query", ...part }));

const { query } = letrec<{ query: unknown; filter: unknown }>((tie) => ({
  query: oneof({ maxDepth: 3 }, comparison, comparison, tie("filter")),
  filter: record({
    type: constant("filter"),
    operator: constantFrom("AND", "OR", "and"),
    criteria: array(tie("query"), { minLength: 1, maxLength: 4 }),
  }),
}));

test("finds by index exactly what looking at every row finds", () => {
  let found = 0;
  assert(
    property(query, integer({ min: 0, max: 6 }), (body, hidden) => {
      const options = { isReachable: (path: string) => path !== paths[hidden] };
      const filter = compileFilter(parseQuery(JSON.stringify(body)), world.metrics);
      const rows = selectRows(world.metrics, filter, options);
      const wanted = allRows.filter(
        (row) => options.isReachable(world.metrics.path(row)) && filter.ofRow(row),
      );
      expect([...rows]).toEqual(wanted);
      found += rows.length > 0 && rows.length < world.metrics.size - 500 ? 1 : 0;
    }),
    { numRuns: 400, seed: 11 },
  );
  expect(found).toBeGreaterThan(60); // the property says something: many searches find some and not all
});

const at = (operand: string, values: string) => ({
  type: "query",
  field: "time_period_start",
  operand,
  values,
});

test("half-open windows partition the metrics of an installation", () => {
  const [path = ""] = paths;
  const count = (...criteria: unknown[]) => {
    const one = ["gte", "lte"].map((operand) => ({
      type: "query",
      field: "resource_id",
      operand,
      values: path,
    }));
    const body = JSON.stringify({ type: "filter", operator: "AND", criteria: [...one, ...criteria] });
    return selectRows(world.metrics, compileFilter(parseQuery(body), world.metrics), {
      isReachable: () => true,
    }).length;
  };
  const edges = ["2024-11-01T00:00:00Z", "2024-12-01T00:00:00Z"] as const;
  const parts = [
    count(at("lt", edges[0])),
    count(at("gte", edges[0]), at("lt", edges[1])),
    count(at("gte", edges[1])),
  ];
  expect(parts.reduce((sum, part) => sum + part, 0)).toBe(count());
  expect(Math.min(...parts)).toBeGreaterThan(0);
});

test.for([
  ["a", "b", -1],
  ["a", "a", 0],
  ["a.", "a", 1],
  ["prj-1.", "prj-1/", -1],
  ["\u{1F600}", "\uFF00", 1], // by code point, not by UTF-16 unit
  ["", "a", -1],
] as const)("%s against %s is %i", ([a, b, sign]) => {
  expect(Math.sign(compareText(a, b))).toBe(sign);
});
