import { anyToken } from "../access/rules.ts";
import { compileFilter } from "../search/metric-filter.ts";
import { parseQuery } from "../search/parse-query.ts";
import { selectRows } from "../search/select-rows.ts";
import { type Answer, json } from "../service/answer.ts";
import type { Call } from "../service/call.ts";
import { metricPage } from "../service/metric-list.ts";
import type { Route } from "../service/route.ts";
import type { World } from "../state/world.ts";

const OPERANDS = [
  { label: "eq", display_value: "==" },
  { label: "lt", display_value: "<" },
  { label: "lte", display_value: "<=" },
  { label: "gt", display_value: ">" },
  { label: "gte", display_value: ">=" },
  { label: "neq", display_value: "!=" },
];

const OPERATORS = [
  { label: "and", display_value: "AND" },
  { label: "or", display_value: "OR" },
];

/** The search over the metrics of the whole system, which every token may use, and its vocabulary. */
export const searchRoutes: readonly Route[] = [
  {
    method: "POST",
    path: "/metrics/search",
    access: anyToken,
    reads: true,
    paged: 1000,
    handle: searchEverything,
  },
  { method: "GET", path: "/operands", access: anyToken, handle: () => json(OPERANDS) },
  { method: "GET", path: "/operators", access: anyToken, handle: () => json(OPERATORS) },
];

/** Answers a search over the metrics of the whole system. */
export function searchEverything(call: Call): Answer {
  return searchAmong(call, "", () => true);
}

/**
 * Answers a search over the metrics of installations that pass a test.
 *
 * @param whose tells apart callers for whom the test differs
 */
export function searchAmong(call: Call, whose: string, isOpen: (installationId: string) => boolean): Answer {
  const { world } = call;
  const page = call.pageParts();
  const rows = world.rows.rows(world.metrics, `search ${whose} ${call.text}`, () =>
    selectRows(world.metrics, compileFilter(parseQuery(call.text), world.metrics), {
      isReachable: (path) => isReachable(world, path, isOpen),
    }),
  );
  return metricPage(call, rows, page);
}

/** Only metrics of installations that still exist are found. */
function isReachable(world: World, path: string, isOpen: (installationId: string) => boolean): boolean {
  const id = path.slice(path.lastIndexOf(".") + 1);
  const installation = world.installations.get(id);
  return installation !== undefined && !installation.lost && isOpen(id);
}
