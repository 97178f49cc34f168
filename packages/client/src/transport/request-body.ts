import { AccConfigError } from "@argo-acc/core";

import { type Call, describeCall } from "./call.ts";

/**
 * The JSON text of a call's body. What JSON has no words for is refused: it would travel as `null`, and the service
 * stores that as 0.
 *
 * @throws AccConfigError if the body holds NaN or an infinity, a bigint, or itself
 */
export function requestBody(call: Call): string | undefined {
  if (call.body === undefined) return undefined;
  try {
    return JSON.stringify(call.body, (key, value: unknown) => {
      if (typeof value !== "number" || Number.isFinite(value)) return value;
      throw refuse(call, `${key === "" ? "it" : key} is ${value}`, undefined);
    });
  } catch (cause) {
    throw cause instanceof AccConfigError ? cause : refuse(call, "it holds itself or a bigint", cause);
  }
}

function refuse(call: Call, why: string, cause: unknown): AccConfigError {
  return new AccConfigError(`${describeCall(call)}: the body cannot be written as JSON: ${why}`, {
    cure: "give plain data with finite numbers",
    cause,
  });
}
