import type { IncomingCall, Outcome } from "./http-server.ts";

/** What a page in a browser may read of answers besides their body. */
const EXPOSED = "content-type, location, retry-after, www-authenticate";

/**
 * Answers a browser that asks whether a page of another origin may call; `undefined` for what is no such question.
 *
 * @param origin the origin that may, or `*`
 */
export function answerPreflight(call: IncomingCall, origin: string): Outcome | undefined {
  const method = call.headers["access-control-request-method"];
  if (call.method !== "OPTIONS" || method === undefined) return undefined;
  const asked = call.headers["access-control-request-headers"];
  const headers = {
    "access-control-allow-origin": origin,
    "access-control-allow-methods": "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS",
    ...(asked === undefined ? {} : { "access-control-allow-headers": asked }),
    "access-control-max-age": "600",
  };
  return { kind: "answer", answer: { status: 204, headers, body: "" }, delayMs: 0 };
}

/** Lets pages of another origin read an answer. */
export function openToOrigin(outcome: Outcome, origin: string): Outcome {
  if (outcome.kind !== "answer") return outcome;
  const headers = {
    ...outcome.answer.headers,
    "access-control-allow-origin": origin,
    "access-control-expose-headers": EXPOSED,
  };
  return { ...outcome, answer: { ...outcome.answer, headers } };
}
