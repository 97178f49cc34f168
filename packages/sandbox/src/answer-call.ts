import { bearerToken } from "./access/authenticate.ts";
import type { Churn } from "./churn/churn.ts";
import { answerControl, type Controlled } from "./control.ts";
import { answerPreflight, openToOrigin } from "./cors.ts";
import { skipDelay } from "./skip-cost.ts";
import type { Faults, Struck } from "./faults/faults.ts";
import type { IncomingCall, Outcome } from "./http-server.ts";
import type { Issuer } from "./issuer/issuer.ts";
import { answerIssuer } from "./issuer/issuer-routes.ts";
import type { RequestLog } from "./request-log.ts";
import type { Answer } from "./service/answer.ts";
import { describeCall, dispatch, type Service } from "./service/dispatch.ts";
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
  readonly churn: Churn;
  readonly requests: RequestLog;
  readonly controlled: Controlled;
  /** What a row that a page skips costs, in microseconds. */
  readonly skipCost: number;
  /** The origin whose pages may call the service and the issuer; `undefined` = none, as there. */
  readonly corsOrigin: string | undefined;
}

/** Answers a request to the service, the issuer or the control endpoint, or lets faults strike it. */
export async function answerCall(call: IncomingCall, parts: AnswerParts): Promise<Outcome> {
  if (isBelow(call.url, CONTROL_PATH)) {
    const body = Buffer.from(call.body).toString("utf8");
    const url = call.url.slice(CONTROL_PATH.length);
    return {
      kind: "answer",
      answer: await answerControl(parts.controlled, call.method, url, body),
      delayMs: 0,
    };
  }
  const { corsOrigin } = parts;
  if (corsOrigin === undefined) return answerOpenly(call, parts);
  return answerPreflight(call, corsOrigin) ?? openToOrigin(await answerOpenly(call, parts), corsOrigin);
}

async function answerOpenly(call: IncomingCall, parts: AnswerParts): Promise<Outcome> {
  if (isBelow(call.url, ISSUER_PATH)) return answerForIssuer(call, parts);
  const { outcome, names } = answerForService(call, parts);
  const [path = "", query = ""] = call.url.split("?", 2);
  const status = outcome.kind === "answer" ? outcome.answer.status : 0;
  const faults = names.length === 0 ? {} : { faults: names };
  parts.requests.add({ method: call.method, path, query, status, ...faults });
  return outcome;
}

async function answerForIssuer(call: IncomingCall, { issuer, faults }: AnswerParts): Promise<Outcome> {
  const request = {
    method: call.method,
    path: call.url.slice(ISSUER_PATH.length).split("?")[0] ?? "",
    body: Buffer.from(call.body).toString("utf8"),
    authorization: call.headers.authorization,
  };
  const { strike } = faults.strike({
    to: "issuer",
    call: `${call.method} ${request.path}`,
    changes: false,
    isPaged: false,
    hasToken: false,
  });
  const answer = strike.instead ?? (await answerIssuer(issuer, request));
  return outcomeOf(strike, answer ?? { status: 404, headers: {}, body: "" });
}

function answerForService(
  call: IncomingCall,
  { service, faults, churn, issuer, skipCost }: AnswerParts,
): { readonly outcome: Outcome; readonly names: Struck["names"] } {
  const target = parseTarget(call.url, BASE_PATH);
  const token = bearerToken(call.headers.authorization);
  const described = {
    call: `${call.method} /${(target.segments ?? []).join("/")}`,
    ...describeCall(service.router, call.method, target),
  };
  churn.before(described);
  const { strike, names } = faults.strike({ to: "service", ...described, hasToken: token !== undefined });
  if (strike.revokes && token !== undefined) issuer.revoke(token);
  if (strike.hangs) return { outcome: { kind: "hang" }, names };
  const answer =
    strike.instead ??
    dispatch(service, { method: call.method, target, headers: call.headers, body: call.body });
  const delayMs = strike.delayMs + (described.isPaged ? skipDelay(answer, target, skipCost) : 0);
  return { outcome: outcomeOf({ ...strike, delayMs }, answer), names };
}

/** What becomes of an answer on its way. */
function outcomeOf(strike: Struck["strike"], answer: Answer): Outcome {
  const { delayMs, drop, resetAfter, lengthOff } = strike;
  if (drop !== undefined) return { kind: "drop", how: drop, delayMs };
  const altered = strike.alter.reduce((before, alter) => alter(before), answer);
  if (resetAfter === undefined && lengthOff === undefined)
    return { kind: "answer", answer: altered, delayMs };
  return { kind: "answer", answer: altered, delayMs, delivery: { resetAfter, lengthOff } };
}

function isBelow(url: string, path: string): boolean {
  return url.startsWith(path) && /^(?:$|[/?])/.test(url.slice(path.length));
}
