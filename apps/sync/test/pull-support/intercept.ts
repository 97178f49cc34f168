import type { Clock } from "@argo-acc/client";

/** A call on its way to the service: method, path below the base path with the query, and the body as text. */
export interface Call {
  readonly method: string;
  readonly path: string;
  readonly body: string | undefined;
}

/**
 * A `fetch` that lets the service answer, unless `step` does: with a response of its own, or with another body to send.
 * It may also look on, or change what the service holds before the call arrives.
 */
export function intercept(step: (call: Call) => Response | { readonly body: string } | void): typeof fetch {
  return async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const path = url.pathname.replace("/accounting-system", "") + url.search;
    const body = typeof init?.body === "string" ? init.body : undefined;
    const outcome = step({ method: init?.method ?? "GET", path, body });
    if (outcome instanceof Response) return outcome;
    return fetch(input, outcome === undefined ? init : { ...init, body: outcome.body });
  };
}

/** An error of the service, as it words them. */
export function refusal(status: number): Response {
  return Response.json({ code: status, message: "not this time" }, { status });
}

/** A clock that does not wait between tries. */
export const IMPATIENT: Clock = { now: () => Date.now(), random: () => 0, wait: async () => {} };
