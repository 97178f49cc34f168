import type { MetricContext } from "../state/metric-row.ts";
import type { MetricTable } from "../state/metric-table.ts";
import { comparison, type Stored } from "./compare.ts";
import type { Query } from "./parse-query.ts";

/** Whether rows pass: known for a whole context, or only row by row. */
export type Verdict = "all" | "none" | "some";

/** A search, ready to run over the table it was made for. */
export interface MetricFilter {
  /** What is known of all rows of a context. */
  ofContext(context: number): Verdict;
  /** Whether one row passes. */
  ofRow(row: number): boolean;
  /** The rows that can pass start in [from, until): milliseconds since the epoch. */
  readonly from: number;
  readonly until: number;
}

const CONTEXT_FIELDS = new Set<string>([
  "project_id",
  "provider",
  "installation_id",
  "project",
  "installation",
  "infrastructure",
  "resource",
  "metric_definition_id",
  "creatorId",
]);

/** Makes a search ready to run. @throws Refusal 500 for a broken regular expression */
export function compileFilter(query: Query, metrics: MetricTable): MetricFilter {
  if (query.type === "compare") return compileComparison(query, metrics);
  const parts = query.criteria.map((part) => compileFilter(part, metrics));
  return query.type === "and" ? conjunction(parts) : disjunction(parts);
}

function conjunction(parts: readonly MetricFilter[]): MetricFilter {
  return {
    ofContext: (context) => combine(parts, context, "none", "all"),
    ofRow: (row) => parts.every((part) => part.ofRow(row)),
    from: Math.max(...parts.map((part) => part.from)),
    until: Math.min(...parts.map((part) => part.until)),
  };
}

function disjunction(parts: readonly MetricFilter[]): MetricFilter {
  return {
    ofContext: (context) => combine(parts, context, "all", "none"),
    ofRow: (row) => parts.some((part) => part.ofRow(row)),
    from: Math.min(...parts.map((part) => part.from)),
    until: Math.max(...parts.map((part) => part.until)),
  };
}

/** One part that `decides` decides; parts that are all `neutral` leave it so. */
function combine(
  parts: readonly MetricFilter[],
  context: number,
  decides: Verdict,
  neutral: Verdict,
): Verdict {
  let verdict = neutral;
  for (const part of parts) {
    const found = part.ofContext(context);
    if (found === decides) return decides;
    if (found === "some") verdict = "some";
  }
  return verdict;
}

function compileComparison(query: Extract<Query, { type: "compare" }>, metrics: MetricTable): MetricFilter {
  const passes = comparison(query.operand, query.literal);
  switch (query.field) {
    case "time_period_start":
      return {
        ...byRow((row) => passes({ kind: "date", ms: metrics.start(row) })),
        ...bounds(query),
      };
    case "time_period_end":
      return byRow((row) => passes({ kind: "date", ms: metrics.end(row) }));
    case "value":
      return byRow((row) => passes({ kind: "number", number: metrics.value(row) }));
    case "group_id":
      return byRow(remember(passes, metrics.groups, (row) => metrics.group(row)));
    case "user_id":
      return byRow(remember(passes, metrics.users, (row) => metrics.user(row)));
    default:
      return byContext(metrics, contextTest(query.field, passes, metrics));
  }
}

function byRow(ofRow: (row: number) => boolean): MetricFilter {
  return { ofContext: () => "some", ofRow, ...UNBOUNDED };
}

function byContext(metrics: MetricTable, test: (context: number) => boolean): MetricFilter {
  return {
    ofContext: (context) => (test(context) ? "all" : "none"),
    ofRow: (row) => test(metrics.contextNumber(row)),
    ...UNBOUNDED,
  };
}

const UNBOUNDED = { from: Number.NEGATIVE_INFINITY, until: Number.POSITIVE_INFINITY };

function bounds({ operand, literal }: Extract<Query, { type: "compare" }>): { from: number; until: number } {
  if (literal.kind !== "date") return UNBOUNDED;
  const from = operand === "gt" || operand === "gte" || operand === "eq" ? literal.ms : UNBOUNDED.from;
  const until =
    operand === "lt" ? literal.ms : operand === "lte" || operand === "eq" ? literal.ms + 1 : UNBOUNDED.until;
  return { from, until };
}

/** Tests each repeating text once. */
function remember(
  passes: (stored: Stored) => boolean,
  texts: { text(number: number): string | undefined },
  numberOf: (row: number) => number,
): (row: number) => boolean {
  const known = new Map<number, boolean>();
  return (row) => {
    const number = numberOf(row);
    let result = known.get(number);
    if (result === undefined) {
      const text = texts.text(number);
      result = passes(text === undefined ? undefined : { kind: "text", text });
      known.set(number, result);
    }
    return result;
  };
}

function contextTest(
  field: string,
  passes: (stored: Stored) => boolean,
  metrics: MetricTable,
): (context: number) => boolean {
  const known = new Map<number, boolean>();
  return (number) => {
    let result = known.get(number);
    if (result === undefined) {
      result = passes(storedInContext(field, number, metrics));
      known.set(number, result);
    }
    return result;
  };
}

function storedInContext(field: string, number: number, metrics: MetricTable): Stored {
  if (field === "_id") return { kind: "other" };
  if (field === "resource_id") return { kind: "text", text: metrics.contexts.path(number) };
  if (!CONTEXT_FIELDS.has(field)) return undefined;
  const text = metrics.contexts.get(number)[field as keyof MetricContext];
  return text === null ? undefined : { kind: "text", text };
}
