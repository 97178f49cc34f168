import { AccProtocolError } from "@argo-acc/core";

import type { Outcome } from "./attempt.ts";
import { type Call, describeCall, repetitionOf } from "./call.ts";
import { withoutSecret } from "./without-secret.ts";

/**
 * The JSON of a successful answer; `null` where there is none by the method (HEAD) or the status (204).
 *
 * @param secret a text that must not come through
 * @throws AccProtocolError if it has another status than the call expects, or is no JSON. The parser's own words are
 *   not passed on: they quote the body
 */
export function readJson(call: Call, answer: Extract<Outcome, { kind: "answer" }>, secret: string): unknown {
  const { status, text, headers } = answer;
  if (call.expect !== undefined && status !== call.expect) {
    throw unreadable(call, `${status} where the service promises ${call.expect}`);
  }
  if (text === undefined) throw unreadable(call, `${status} with a body that is not UTF-8`);
  if (text === "" && hasNoBody(call, status)) return null;
  try {
    return JSON.parse(text);
  } catch {
    const kind = withoutSecret(headers.get("content-type") ?? "no content type", secret);
    throw unreadable(call, `${status} with a body that is not JSON (${kind}, ${text.length} characters)`);
  }
}

function hasNoBody({ method }: Call, status: number): boolean {
  return method === "HEAD" || method === "OPTIONS" || status === 204 || status === 205;
}

function unreadable(call: Call, words: string): AccProtocolError {
  return new AccProtocolError(`${describeCall(call)}: ${words}`, {
    acted: repetitionOf(call) === "read" ? "no" : "maybe",
    cure: "a proxy may have answered in the service's place: check the endpoint",
  });
}
