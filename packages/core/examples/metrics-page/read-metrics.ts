import { decode, isAccError, type MetricItem, metricItemSchema } from "@argo-acc/core";

import { elementLines } from "./element-lines.ts";

/** What a file holds. */
export interface MetricsFile {
  readonly metrics: readonly MetricItem[];
  /** Rows whose id came before in the file; each is counted once. */
  readonly repeats: number;
  /** What is wrong, one entry for each row that is no metric. */
  readonly problems: readonly string[];
}

/** The place of what belongs to no row. */
const WHOLE = "the file";

/** One row of a file, before it is known to be a metric. */
interface Row {
  /** Where it is, for a message: `line 3`. */
  readonly place: string;
  readonly read: () => unknown;
}

/**
 * Reads metrics from the text of a file: an array or a page of JSON as the service's lists give it, or lines of JSON as
 * `argo-acc export metrics --format ndjson` writes them.
 */
export function readMetrics(text: string): MetricsFile {
  const metrics = new Map<string, MetricItem>();
  const problems: string[] = [];
  let repeats = 0;
  for (const { place, read } of rowsOf(text.replace(/^\uFEFF/, ""))) {
    try {
      const metric = decode(metricItemSchema, nestDefinition(read()), place);
      if (metrics.has(metric.id)) repeats += 1;
      else metrics.set(metric.id, metric);
    } catch (error) {
      if (isAccError(error)) problems.push(error.message);
      else if (error instanceof SyntaxError) problems.push(`${place}: not JSON: ${reasonOf(error, place)}`);
      else throw error;
    }
  }
  if (metrics.size + problems.length === 0) problems.push("the file has no metric in it");
  return { metrics: [...metrics.values()], repeats, problems };
}

/** What the browser says of JSON that is broken; the position it names counts from the start of what it was given. */
function reasonOf(error: SyntaxError, place: string): string {
  return place === WHOLE ? error.message : error.message.replace(/ in JSON at position .*/, "");
}

function rowsOf(text: string): readonly Row[] {
  const whole = parseWhole(text);
  if (Array.isArray(whole)) return elements(text, text.indexOf("["), whole);
  if (isRecord(whole) && Array.isArray(whole["content"])) {
    return elements(text, text.search(/(?<="content"\s*:\s*)\[/), whole["content"]);
  }
  if (text.trimStart().startsWith("[")) return [{ place: WHOLE, read: () => JSON.parse(text) }];
  return text.split("\n").flatMap((line, index) => {
    if (line.trim() === "") return [];
    return [{ place: `line ${index + 1}`, read: (): unknown => JSON.parse(line) }];
  });
}

/** The value of the whole text; `undefined` where it is none, as lines of JSON are not. */
function parseWhole(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function elements(text: string, start: number, values: readonly unknown[]): readonly Row[] {
  const lines = elementLines(text, start);
  return values.map((value, index) => ({
    place: `line ${lines[index]} (metric ${index + 1})`,
    read: () => value,
  }));
}

/** The fields of a definition, which an export writes beside those of the metric. */
const DEFINITION = [
  "metric_definition_id",
  "metric_name",
  "metric_description",
  "unit_type",
  "metric_type",
  "creator_id",
];

function nestDefinition(row: unknown): unknown {
  if (!isRecord(row) || "metric_definition" in row || !("metric_name" in row)) return row;
  const definition = DEFINITION.filter((name) => name in row).map((name) => [name, row[name]]);
  return { ...row, metric_definition: Object.fromEntries(definition) };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
