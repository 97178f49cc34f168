import { type Answer, json } from "../service/answer.ts";

/** The kinds of body an error can have: the service's own, and what a proxy adds. */
export const BODY_KINDS = ["empty", "message", "details", "html", "text"] as const;

/**
 * - `empty`: none, and no content type
 * - `message`: the service's `{code, message}`
 * - `details`: the service's `{details, stack}`
 * - `html`: a proxy's page
 * - `text`: the name of an object, as text
 */
export type BodyKind = (typeof BODY_KINDS)[number];

const REASONS: Readonly<Record<number, string>> = {
  200: "Sign in",
  429: "Too Many Requests",
  500: "Internal Server Error",
  502: "Bad Gateway",
  503: "Service Unavailable",
};

/** An error in the service's place, or a proxy's page with status 200. */
export function errorAnswer(status: number, kind: BodyKind, retryAfter?: number): Answer {
  const headers: Record<string, string> =
    retryAfter === undefined ? {} : { "retry-after": String(retryAfter) };
  const reason = REASONS[status] ?? "";
  switch (kind) {
    case "empty":
      return { status, headers, body: "" };
    case "message":
      return json({ code: status, message: reason }, status, headers);
    case "details":
      return json(
        { details: `Error id 00000000-0000-4000-8000-000000000000, ${reason}`, stack: "" },
        status,
        {
          "content-type": "application/json; charset=utf-8",
          ...headers,
        },
      );
    case "html":
      return { status, headers: { "content-type": "text/html", ...headers }, body: page(status, reason) };
    case "text":
      return {
        status,
        headers: { "content-type": "text/plain;charset=UTF-8", ...headers },
        body: "sandbox.faults.Error@1f2e3d",
      };
  }
}

function page(status: number, reason: string): string {
  const title = status === 200 ? reason : `${status} ${reason}`;
  return `<html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`;
}
