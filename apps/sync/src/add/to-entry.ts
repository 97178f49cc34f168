import { formatInstant } from "@argo-acc/core";
import { type NewEntry, readFact } from "@argo-acc/store/outbox";

import { type Field, type RawEntry, REQUIRED_FIELDS } from "./fields.ts";

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/**
 * Reads an entry as it was written.
 *
 * @param now this machine's clock, in milliseconds since the epoch
 * @returns the entry with its instants as ISO UTC, cut to milliseconds; or why the service would not take it
 */
export function toEntry(raw: RawEntry, now: number): NewEntry | string {
  const missing = REQUIRED_FIELDS.filter((field) => raw[field] === undefined);
  if (missing.length > 0) return `${missing.join(" and ")} missing`;
  try {
    const fact = readFact(
      {
        installation_id: readText(raw, "installation_id"),
        metric_definition_id: readText(raw, "metric_definition_id"),
        time_period_start: readText(raw, "time_period_start"),
        time_period_end: readText(raw, "time_period_end"),
        value: readValue(raw.value),
        group_id: raw.group_id === undefined ? null : readText(raw, "group_id"),
        user_id: raw.user_id === undefined ? null : readText(raw, "user_id"),
      },
      now,
    );
    if (typeof fact === "string") return fact;
    return {
      ...fact,
      time_period_start: formatInstant(fact.time_period_start),
      time_period_end: formatInstant(fact.time_period_end),
    };
  } catch (error) {
    if (error instanceof BadField) return error.message;
    throw error;
  }
}

/** Thrown and caught in this file: a field that cannot be read. */
class BadField extends Error {}

function readText(raw: RawEntry, field: Field): string {
  const value = raw[field];
  if (typeof value === "string") return value;
  throw new BadField(`${field} ${JSON.stringify(value)} is not a text: put it in quotes`);
}

function readValue(value: unknown): number {
  if (typeof value === "number") return value;
  if (typeof value !== "string") throw new BadField(`value ${JSON.stringify(value)} is not a number`);
  const text = value.trim();
  if (text === "") throw new BadField("value is empty");
  if (!NUMBER.test(text)) {
    const point = text.replace(",", ".");
    const hint = NUMBER.test(point) ? `: write ${point}` : "";
    throw new BadField(`value ${JSON.stringify(text)} is not a number${hint}`);
  }
  const number = Number(text);
  if (!Number.isFinite(number)) throw new BadField(`value ${text} is too large`);
  return number;
}
