import { parseDay } from "@argo-acc/core";

import type { MetricFilter } from "../search/metric-filter.ts";
import { selectRows } from "../search/select-rows.ts";
import { findDefinition } from "../state/look-up.ts";
import type { MetricContext } from "../state/metric-row.ts";
import { type Answer, jsonText } from "./answer.ts";
import type { Call } from "./call.ts";
import { printMetricItems } from "./metric-items.ts";
import { offsetOf, pageFrame } from "./page.ts";
import { badRequest, brokenInside } from "./refusal.ts";

const DAY_MS = 86_400_000;

/** What a metric list is about. */
export interface MetricScope {
  readonly project: string;
  readonly provider?: string;
  readonly installation?: string;
  readonly group?: string;
  readonly user?: string;
  /** Whether `metric-definition-id` is a parameter of this list. */
  readonly byDefinition: boolean;
}

/**
 * What a list refuses whatever it is about: pages out of range and days that are none. An `end` alone is not checked.
 *
 * @throws Refusal 400
 */
export function checkListParameters(call: Call): void {
  call.page();
  const start = call.query("start");
  if (start !== undefined) readSpan(start, call.query("end"));
}

/** One page of the metrics of a scope, filtered by the `start`, `end` and `metric-definition-id` of the call. */
export function metricListPage(call: Call, scope: MetricScope): Answer {
  const { world } = call;
  const page = call.pageParts();
  const span = readSpan(call.query("start"), call.query("end"));
  const definition = scope.byDefinition ? call.query("metric-definition-id") : undefined;
  if (definition !== undefined) findDefinition(world, definition);
  const filter = scopeFilter(call, scope, span, definition);
  const key = JSON.stringify(["list", scope, definition, span.from, span.until, span.endsBy]);
  const rows = world.rows.rows(world.metrics, key, () =>
    selectRows(world.metrics, filter, { isReachable: () => true }),
  );
  return metricPage(call, rows, page);
}

/** One page of the given rows. */
export function metricPage(call: Call, rows: Int32Array, page: ReturnType<Call["pageParts"]>): Answer {
  requireLowerCase(call, rows);
  const from = offsetOf(page.request);
  const wanted = rows.subarray(from, from + page.request.size);
  const { head, tail } = pageFrame({ ...page, size: wanted.length, total: rows.length });
  return jsonText(printMetricItems(call.world, wanted, head, tail));
}

/** A definition id stored in upper case breaks every list that contains it, on whatever page. */
function requireLowerCase(call: Call, rows: Int32Array): void {
  const { metrics } = call.world;
  if (
    metrics.contexts.odd.size > 0 &&
    rows.some((row) => metrics.contexts.odd.has(metrics.contextNumber(row)))
  ) {
    throw brokenInside("The metric definition of a metric is stored in upper case.");
  }
}

/** The periods a list is filtered by: starts in [from, until), ends up to and including `endsBy`. */
interface Span {
  readonly from: number;
  readonly until: number;
  readonly endsBy: number;
}

/**
 * `start` and `end` together mean containment between two midnights; `start` alone filters by period start, `end`
 * alone by period end up to the last millisecond of its day, and is then not checked but used (a 500 when it is bad).
 */
function readSpan(start: string | undefined, end: string | undefined): Span {
  const open = {
    from: Number.NEGATIVE_INFINITY,
    until: Number.POSITIVE_INFINITY,
    endsBy: Number.POSITIVE_INFINITY,
  };
  if (start === undefined && end === undefined) return open;
  if (start === undefined) {
    const day = parseDay(end ?? "");
    if (day === undefined) throw brokenInside(`Text ${end} could not be parsed.`);
    return { ...open, endsBy: day + DAY_MS - 1 };
  }
  const from = strictDay("start", start);
  if (end === undefined) return { ...open, from };
  const to = strictDay("end", end);
  if (from >= to) throw badRequest("start cannot be after end.");
  return { from, until: to + 1, endsBy: to };
}

function strictDay(name: string, text: string): number {
  const day = parseDay(text);
  if (day === undefined)
    throw badRequest(`${name} must be a valid date of the form yyyy-MM-dd, found: ${text}.`);
  return day;
}

function scopeFilter(
  call: Call,
  scope: MetricScope,
  span: Span,
  definition: string | undefined,
): MetricFilter {
  const { metrics } = call.world;
  const group = scope.group === undefined ? undefined : metrics.groups.find(scope.group);
  const user = scope.user === undefined ? undefined : metrics.users.find(scope.user);
  const isInside = (context: MetricContext) =>
    context.project_id === scope.project &&
    (scope.provider === undefined || context.provider === scope.provider) &&
    (scope.installation === undefined || context.installation_id === scope.installation) &&
    (definition === undefined || context.metric_definition_id === definition);
  const isPlain =
    group === undefined &&
    user === undefined &&
    span.from === Number.NEGATIVE_INFINITY &&
    span.endsBy === Number.POSITIVE_INFINITY;
  return {
    ofContext: (context) => {
      if (!isInside(metrics.contexts.get(context))) return "none";
      return isPlain ? "all" : "some";
    },
    ofRow: (row) =>
      metrics.start(row) >= span.from &&
      metrics.start(row) < span.until &&
      metrics.end(row) <= span.endsBy &&
      (group === undefined || metrics.group(row) === group) &&
      (user === undefined || metrics.user(row) === user),
    from: span.from,
    until: span.until,
  };
}
