import { type Answer, stringify, textOfBody } from "../service/answer.ts";
import { isRawNumber, parseRaw } from "../service/raw-number.ts";

const UNKNOWN = new Set(["external_id", "capacities", "aggregated_metrics"]);

/**
 * An answer as 1.7.0 writes it: no external ids, no capacities, no aggregates of reports, and `unit_of_access` of an installation also when it
 * has none. Not for metrics, which look the same in both versions.
 */
export function olderAnswer(answer: Answer): Answer {
  if (answer.body === "") return answer;
  return { ...answer, body: stringify(olderValue(parseRaw(textOfBody(answer.body)))) };
}

function olderValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(olderValue);
  if (typeof value !== "object" || value === null || isRawNumber(value)) return value;
  const fields = Object.entries(value)
    .filter(([name]) => !UNKNOWN.has(name))
    .map(([name, part]): [string, unknown] => [name, olderValue(part)]);
  return { ...(isInstallation(value) ? { unit_of_access: null } : {}), ...Object.fromEntries(fields) };
}

/** Installations have a name and an infrastructure; so have their reports, which have data too. */
function isInstallation(value: object): boolean {
  return "installation" in value && "infrastructure" in value && !("data" in value);
}
