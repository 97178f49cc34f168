import { bearerToken } from "./access/authenticate.ts";
import { answerControl, type Controlled } from "./control.ts";
import type { Faults } from "./faults/faults.ts";
import type { IncomingCall, Outcome } from "./http-server.ts";
import type { Issuer } from "./issuer/issuer.ts";
import { answerIssuer } from "./issuer/issuer-routes.ts";
import type { RequestLog } from "./request-log.ts";
import type { Answer } from "./service/answer.ts";
import { dispatch, isChange, type Service } from "./service/dispatch.ts";
import { parseTarget } from "./service/target.ts";

/** Where the service, its issuer and its control endpoint are. */
export const BASE_PATH = "/accounting-system";
export const ISSUER_PATH = "/realms/accounting";
export const CONTROL_PATH = "/sandbox";

/** What answers the requests of a sandbox. */
export interface AnswerParts {
  readonly service: Service;
  readonly issuer: Issuer;
  readonly faults: Faults;
  readonly requests: RequestLog;
  readonly controlled: Controlled;
}

/** Answers a request to the service, the issuer or the control endpoint, or lets a fault strike it. */
export async function answerCall(call: IncomingCall, parts: AnswerParts): Promise<Outcome> {
  if (isBelow(call.url, ISSUER_PATH)) {
    const request = {
      method: call.method,
      path: call.url.slice(ISSUER_PATH.length).split("?")[0] ?? "",
      body: Buffer.from(call.body).toString("utf8"),
      authorization: call.headers.authorization,
    };
    const answer = await answerIssuer(parts.issuer, request);
    return answered(answer ?? { status: 404, headers: {}, body: "" });
  }
  if (isBelow(call.url, CONTROL_PATH)) {
    const body = Buffer.from(call.body).toString("utf8");
    return answered(answerControl(parts.controlled, call.method, call.url.slice(CONTROL_PATH.length), body));
  }
  const outcome = answerService(call, parts);
  const [path = "", query = ""] = call.url.split("?", 2);
  const status = outcome.kind === "answer" ? outcome.answer.status : 0;
  parts.requests.add({ method: call.method, path, query, status });
  return outcome;
}

function answerService(call: IncomingCall, { service, faults }: AnswerParts): Outcome {
  const target = parseTarget(call.url, BASE_PATH);
  const striking = faults.strike({
    call: `${call.method} /${(target.segments ?? []).join("/")}`,
    changes: isChange(service.router, call.method, target),
    hasToken: bearerToken(call.headers.authorization) !== undefined,
  });
  const delayMs = striking.has("delay") ? (striking.get("delay")?.delayMs ?? 1000) : 0;
  if (striking.has("hang")) return { kind: "hang" };
  if (striking.has("503")) return answered(UNAVAILABLE, delayMs);
  if (striking.has("expired-token")) return answered(EXPIRED, delayMs);
  const answer = dispatch(service, { method: call.method, target, headers: call.headers, body: call.body });
  return striking.has("lose-reply") ? { kind: "drop" } : answered(answer, delayMs);
}

const UNAVAILABLE: Answer = {
  status: 503,
  headers: { "content-type": "text/html" },
  body: "<html><head><title>503 Service Unavailable</title></head><body><h1>503 Service Unavailable</h1></body></html>",
};

const EXPIRED: Answer = { status: 401, headers: { "www-authenticate": "Bearer" }, body: "" };

function answered(answer: Answer, delayMs = 0): Outcome {
  return { kind: "answer", answer, delayMs };
}

function isBelow(url: string, path: string): boolean {
  return url.startsWith(`${path}/`);
}
