import { expect, test } from "vitest";

import { dataset } from "../src/index.ts";
import { loadDataset } from "../src/dataset/load-dataset.ts";
import { MetricView } from "../src/metric-view.ts";
import { compileFilter } from "../src/search/metric-filter.ts";
import { parseQuery } from "../src/search/parse-query.ts";
import { selectRows } from "../src/search/select-rows.ts";
import { emptyWorld } from "../src/state/world.ts";

const world = emptyWorld({ seed: 1, now: () => 0, issuer: "" });
const data = dataset({ metrics: 0, projects: 1, providers: 1, installations: 1 });
loadDataset(world, data);
const view = new MetricView(world);
const names = new Map(
  [undefined, "", "alpha", "b.ta", "beta"].map((group) => [
    view.insert(data.installations[0]?.id ?? "", { group_id: group }),
    group === undefined ? "none" : group || "empty",
  ]),
);

test.for([
  [{ operand: "eq", values: "ALPHA" }, "alpha"],
  [{ operand: "eq", values: "(?i)alpha" }, "alpha"],
  [{ values: "b.ta" }, "b.ta beta"],
  [{ values: "b\\.ta" }, "b.ta"],
  [{ values: "\\Qb.ta\\E" }, "b.ta"],
  [{ values: "alpha|ta" }, "alpha b.ta beta"], // not (?:alpha|ta): the anchors bind tighter
  [{ values: ".*" }, "empty alpha b.ta beta"],
  [{ values: "" }, "empty"],
  [{ operand: "neq", values: "alpha" }, "none empty b.ta beta"],
  [{ operand: "gte", values: "b.ta" }, "b.ta beta"],
  [{ operand: "Lt", values: "b.ta" }, "empty alpha"],
  [{ values: null }, "none"],
  [{ operand: "neq", values: null }, "empty alpha b.ta beta"],
  [{ operand: "lt", values: null }, ""], // below and above nothing is nothing: of a document store, not recorded
  [{ operand: "gte", values: null }, "none"],
  [{ operand: "neq" }, ""],
  [{ values: 4 }, ""],
  [{ operand: "neq", values: 4 }, "none empty alpha b.ta beta"],
  [{ values: ["alpha"] }, ""],
  [{ operand: "gte", values: "2024-01-01T00:00:00Z" }, ""], // a date, whatever the field
  [{ operand: "gte", values: "2024-01-01" }, "alpha b.ta beta"],
] as const)("a search of groups with %j finds %s", ([part, wanted]) => {
  const body = JSON.stringify({ type: "query", field: "group_id", ...part });
  const rows = selectRows(world.metrics, compileFilter(parseQuery(body), world.metrics), {
    isReachable: () => true,
  });
  expect([...rows].map((row) => names.get(world.metrics.id(row))).join(" ")).toBe(wanted);
});
