import { AccConfigError } from "@argo-acc/core";

import type { MetricChange } from "./metric-view.ts";

const TEXTS = [
  "installation_id",
  "metric_definition_id",
  "time_period_start",
  "time_period_end",
  "group_id",
  "user_id",
] as const;

/** The fields of a metric in a control request. @throws AccConfigError for a field that no metric has */
export function readMetricChange(data: unknown): MetricChange & { readonly installation_id?: string } {
  const fields: Readonly<Record<string, unknown>> =
    typeof data === "object" && data !== null ? { ...data } : {};
  const unknown = Object.keys(fields).find(
    (name) => name !== "value" && !TEXTS.some((text) => text === name),
  );
  if (unknown !== undefined) {
    throw new AccConfigError(`a metric has no "${unknown}"`, { cure: `use value, ${TEXTS.join(", ")}` });
  }
  const texts = TEXTS.filter((name) => fields[name] !== undefined).map((name) => [
    name,
    String(fields[name]),
  ]);
  return { ...Object.fromEntries(texts), ...readValue(fields["value"]) };
}

/** NaN, which JSON cannot say, comes as text, as the service writes it. */
function readValue(value: unknown): { readonly value?: number } {
  if (value === undefined) return {};
  if (typeof value === "number") return { value };
  if (value === "NaN") return { value: Number.NaN };
  throw new AccConfigError(`value is ${String(value)}, not a number`);
}
