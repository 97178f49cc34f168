import { AccConfigError } from "@argo-acc/core";

import { type Call, describeCall } from "./call.ts";

/**
 * The JSON text of a call's body. What JSON has no words for is refused: it would travel as `null`, and the service
 * stores that as 0.
 *
 * @throws AccConfigError if the body holds NaN or an infinity, a date that is none, a hole in a list, a bigint, or
 *   itself, or is no data at all
 */
export function requestBody(call: Call): string | undefined {
  if (call.body === undefined) return undefined;
  let text: string | undefined;
  try {
    text = JSON.stringify(call.body, function (this: Readonly<Record<string, unknown>>, key, value: unknown) {
      const why = whatIsLost(this, key, value);
      if (why !== undefined) throw refuse(call, `${key === "" ? "it" : key} ${why}`, undefined);
      return value;
    });
  } catch (cause) {
    throw cause instanceof AccConfigError ? cause : refuse(call, "it holds itself or a bigint", cause);
  }
  if (text === undefined) throw refuse(call, "it is no data", undefined);
  return text;
}

/** Why a value, which its `toJSON` may have made of another one, cannot be written. */
function whatIsLost(holder: object, key: string, value: unknown): string | undefined {
  if (typeof value === "number") return Number.isFinite(value) ? undefined : `is ${value}`;
  if (value === null) return Reflect.get(holder, key) === null ? undefined : "would become null";
  const isLost = value === undefined || typeof value === "function" || typeof value === "symbol";
  return isLost && Array.isArray(holder) ? "would become null" : undefined;
}

function refuse(call: Call, why: string, cause: unknown): AccConfigError {
  return new AccConfigError(`${describeCall(call)}: the body cannot be written as JSON: ${why}`, {
    cure: "give plain data with finite numbers",
    cause,
  });
}
