import { type Answer, json } from "./answer.ts";
import { bodyText, readObject } from "./json-body.ts";
import { brokenInside, forbidden } from "./refusal.ts";
import type { Target } from "./target.ts";

const HEALTH = { "content-type": "application/json; charset=UTF-8", "cache-control": "no-store" };

/**
 * What needs no token: pages outside the base path, and two below it. `undefined` for everything that is an operation
 * of the service, or nothing at all below the base path.
 */
export function publicPage(
  method: string,
  target: Target,
  authorization: string | undefined,
  body: Uint8Array,
): Answer | undefined {
  if (target.segments !== undefined) return insidePage(method, target.segments, authorization, body);
  switch (target.path) {
    case "/":
      return html(200, "ARGO Accounting Service, in memory", "text/html");
    case "/swagger-ui":
      return { status: 302, headers: { location: "/swagger-ui/" }, body: "" };
    case "/swagger-ui/":
      return html(200, "The operations of the ARGO Accounting Service", "text/html");
    case "/ams_verification_hash":
      return { status: 200, headers: { "content-type": "text/plain" }, body: "sandbox" };
    case "/q/health":
    case "/q/health/ready":
      return json({ status: "UP", checks: CHECKS }, 200, HEALTH);
    case "/q/health/live":
      return json({ status: "UP", checks: [] }, 200, HEALTH);
    case "/q/metrics":
      return { status: 200, headers: { "content-type": "text/plain" }, body: "# no measurements\n" };
    default:
      return html(404, "Resource not found", "text/html; charset=utf-8");
  }
}

const CHECKS = [
  { name: "Authentication and Authorization Infrastructure health check", status: "UP" },
  {
    name: "MongoDB connection health check",
    status: "UP",
    data: { "<default>": "OK", "<default-reactive>": "OK" },
  },
];

function insidePage(
  method: string,
  segments: readonly string[],
  authorization: string | undefined,
  body: Uint8Array,
): Answer | undefined {
  const call = `${method} /${segments.join("/")}`;
  if (call === "GET /oidc-client") return html(200, "Sign in", "text/html;charset=UTF-8");
  if (call !== "POST /ams-listener") return undefined;
  if (authorization === undefined) throw forbidden("The shared secret is missing.");
  readObject(bodyText(body));
  throw brokenInside("The project of the message is not known.");
}

function html(status: number, title: string, type: string): Answer {
  return {
    status,
    headers: { "content-type": type },
    body: `<!DOCTYPE html><html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`,
  };
}
