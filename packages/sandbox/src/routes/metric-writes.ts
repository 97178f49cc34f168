import { formatInstant, type Instant, parseInstant } from "@argo-acc/core";

import { type Answer, jsonText } from "../service/answer.ts";
import { type Call, requiredText } from "../service/call.ts";
import type { FieldKind, Fields } from "../service/fields.ts";
import { type FlatMetric, flatMetricText } from "../service/metric-text.ts";
import { badRequest, brokenInside, notFound } from "../service/refusal.ts";
import type { InstallationRecord } from "../state/entities.ts";
import { isObjectId } from "../state/id-source.ts";
import { findDefinition } from "../state/look-up.ts";
import { contextOf, markUsed } from "../state/write-metric.ts";

/** The fields of a metric in a body. */
export const METRIC_FIELDS: Readonly<Record<string, FieldKind>> = {
  metric_definition_id: "text",
  time_period_start: "text",
  time_period_end: "text",
  value: "number",
  group_id: "text",
  user_id: "text",
};

/** What a POST says, checked; times down to nanoseconds. */
interface NewMetric {
  readonly definition: string;
  readonly start: Instant;
  readonly end: Instant;
  readonly value: number;
  readonly group: string | undefined;
  readonly user: string | undefined;
}

/** Reads and checks the body of a POST. @throws Refusal 400, 404 */
export function readMetric(call: Call): NewMetric {
  const fields = call.fields();
  const definition = requiredText(fields, "metric_definition_id");
  const start = readInstant(call, "time_period_start", requiredText(fields, "time_period_start"));
  const end = readInstant(call, "time_period_end", requiredText(fields, "time_period_end"));
  requireOrder(start, end);
  findDefinition(call.world, definition);
  return {
    definition,
    start,
    end,
    value: fields.number("value") ?? 0,
    group: fields.text("group_id"),
    user: fields.text("user_id"),
  };
}

/** Stores a metric. @param place the part of its `Location` that names the installation */
export function addMetric(
  call: Call,
  installation: InstallationRecord,
  metric: NewMetric,
  place: string,
): Answer {
  const { world } = call;
  const id = world.newId();
  const context = contextOf(world, installation, metric.definition, call.creatorId);
  world.metrics.insert(id, context, {
    start: metric.start.epochMs,
    end: metric.end.epochMs,
    value: metric.value,
    group: metric.group,
    user: metric.user,
  });
  markUsed(world, installation);
  const flat: FlatMetric = {
    id,
    metric_definition_id: metric.definition,
    start: formatInstant(metric.start.epochMs, metric.start.nanos),
    end: formatInstant(metric.end.epochMs, metric.end.nanos),
    value: metric.value,
    group: metric.group,
    user: metric.user,
  };
  const location = call.location(`/installations/${place}/metrics/${id}`);
  return jsonText(flatMetricText(flat), 201, { location });
}

/** Whether the metric is the installation's own is not checked, there neither. */
export function findRow(call: Call): number {
  const id = call.param("metric");
  const row = isObjectId(id) ? call.world.metrics.find(id) : undefined;
  if (row === undefined) throw notFound("metric", id);
  return row;
}

/** A metric as it is stored. */
export function storedMetric(call: Call, row: number): FlatMetric {
  const { metrics } = call.world;
  return {
    id: metrics.id(row),
    metric_definition_id: metrics.context(row).metric_definition_id,
    start: formatInstant(metrics.start(row)),
    end: formatInstant(metrics.end(row)),
    value: metrics.value(row),
    group: metrics.groups.text(metrics.group(row)),
    user: metrics.users.text(metrics.user(row)),
  };
}

/** Absent and null keep what is there; `""` does too, but for group and user, and is a 500 for a time. */
export function changeMetric(call: Call, row: number): FlatMetric {
  const fields = call.fields();
  const { world } = call;
  const { metrics } = world;
  const definition = fields.text("metric_definition_id") || undefined;
  if (definition !== undefined) findDefinition(world, definition);
  const start = changedInstant(call, fields, "time_period_start", metrics.start(row));
  const end = changedInstant(call, fields, "time_period_end", metrics.end(row));
  requireOrder(start, end);
  const changed = {
    start: start.epochMs,
    end: end.epochMs,
    value: fields.number("value") ?? metrics.value(row),
    group: fields.text("group_id") ?? metrics.groups.text(metrics.group(row)),
    user: fields.text("user_id") ?? metrics.users.text(metrics.user(row)),
  };
  const before = metrics.context(row);
  const context = { ...before, metric_definition_id: definition ?? before.metric_definition_id };
  metrics.update(row, metrics.contexts.intern(context), changed);
  return {
    ...storedMetric(call, row),
    start: formatInstant(start.epochMs, start.nanos),
    end: formatInstant(end.epochMs, end.nanos),
  };
}

function changedInstant(call: Call, fields: Fields, name: string, stored: number): Instant {
  const text = fields.text(name);
  if (text === undefined) return { epochMs: stored, nanos: 0 };
  if (text === "") throw brokenInside(`Text '' of ${name} could not be parsed.`);
  return readInstant(call, name, text);
}

function readInstant(call: Call, name: string, text: string): Instant {
  const instant = parseInstant(text);
  if (instant === undefined) throw badRequest(`${name} must be a valid zulu timestamp. found: ${text}`);
  if (instant.epochMs > call.world.now()) throw badRequest(`${name} lies in the future.`);
  return instant;
}

function requireOrder(start: Instant, end: Instant): void {
  const distance = end.epochMs - start.epochMs || end.nanos - start.nanos;
  if (distance <= 0) throw badRequest("The period must end after it starts.");
}
