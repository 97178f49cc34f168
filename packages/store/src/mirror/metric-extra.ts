import { formatInstant, type Instant, type MetricItem } from "@argo-acc/core";

const KNOWN_FIELDS = new Set([
  "id",
  "time_period_start",
  "time_period_end",
  "value",
  "project",
  "provider",
  "installation_id",
  "project_id",
  "resource",
  "group_id",
  "user_id",
  "metric_definition",
  "metric_definition_id",
]);

const YEAR_1 = -62_135_596_800_000;
const YEAR_10000 = 253_402_300_800_000;

/**
 * What the columns of a metric do not say, as JSON; nearly always nothing. Fields that are null where the service
 * leaves them out, fields a newer service added, and instants that SQLite cannot print.
 */
export function extraOfMetric(item: MetricItem, start: Instant, end: Instant): string | null {
  let extra: Record<string, unknown> | undefined;
  for (const field in item) {
    if (!KNOWN_FIELDS.has(field)) (extra ??= {})[field] = Reflect.get(item, field);
  }
  if (isUnusual(item.group_id)) (extra ??= {})["group_id"] = item.group_id;
  if (isUnusual(item.user_id)) (extra ??= {})["user_id"] = item.user_id;
  if (isRare(start)) (extra ??= {})["time_period_start"] = formatInstant(start.epochMs, start.nanos);
  if (isRare(end)) (extra ??= {})["time_period_end"] = formatInstant(end.epochMs, end.nanos);
  return extra === undefined ? null : JSON.stringify(extra);
}

function isRare(instant: Instant): boolean {
  return instant.nanos !== 0 || instant.epochMs < YEAR_1 || instant.epochMs >= YEAR_10000;
}

/** Whether a text column would lose it: null is not absent, and half a surrogate pair has no place in UTF-8. */
function isUnusual(text: string | null | undefined): boolean {
  return text === null || (text !== undefined && !text.isWellFormed());
}
