import { AccConfigError, isAccError } from "@argo-acc/core";

import { checkChurn } from "./churn/churn-plan.ts";
import type { Churn } from "./churn/churn.ts";
import { readMetricChange } from "./control-metric.ts";
import { checkFault } from "./faults/fault-spec.ts";
import type { Faults } from "./faults/faults.ts";
import { checkRole, type Issuer } from "./issuer/issuer.ts";
import type { MetricView } from "./metric-view.ts";
import type { RequestLog } from "./request-log.ts";
import { type Answer, json } from "./service/answer.ts";
import { Refusal } from "./service/refusal.ts";

/** What the control endpoint has its hands on. */
export interface Controlled {
  readonly metrics: MetricView;
  readonly requests: RequestLog;
  readonly faults: Faults;
  readonly churn: Churn;
  readonly issuer: Issuer;
}

/** A control request, taken apart. */
interface Request {
  readonly controlled: Controlled;
  readonly id: string;
  readonly query: URLSearchParams;
  readonly body: string;
}

type Calls = Readonly<Record<string, (request: Request) => Answer | Promise<Answer>>>;

/** Everything the control endpoint can do. */
const CALLS: Calls = {
  "GET /faults": ({ controlled }) => json({ faults: controlled.faults.list() }),
  "POST /faults": ({ controlled, body }) =>
    json({ id: controlled.faults.add(checkFault(textOrData(body))) }, 201),
  "DELETE /faults": ({ controlled: { faults } }) => {
    faults.remove();
    return json({ faults: faults.list() });
  },
  "DELETE /faults/{id}": ({ controlled: { faults }, id }) => {
    if (!faults.remove(Number(id))) throw nothing("fault", id);
    return json({ faults: faults.list() });
  },
  "GET /churn": ({ controlled }) => churnAnswer(controlled.churn),
  "POST /churn": ({ controlled, body }) =>
    json({ id: controlled.churn.add(checkChurn(textOrData(body))) }, 201),
  "DELETE /churn": ({ controlled: { churn } }) => {
    churn.remove();
    return churnAnswer(churn);
  },
  "DELETE /churn/{id}": ({ controlled: { churn }, id }) => {
    if (!churn.remove(Number(id))) throw nothing("churn", id);
    return churnAnswer(churn);
  },
  "POST /tokens": ({ controlled, body }) => makeToken(controlled.issuer, body),
  "DELETE /tokens": ({ controlled, body }) => {
    const token = body.trim();
    if (token === "") throw new AccConfigError("the body is empty: it is the token to revoke");
    controlled.issuer.revoke(token);
    return json({ revoked: true });
  },
  "GET /requests": ({ controlled: { requests } }) =>
    json({ count: requests.count, requests: requests.list() }),
  "DELETE /requests": ({ controlled: { requests } }) => {
    requests.clear();
    return json({ count: requests.count, requests: requests.list() });
  },
  "GET /metrics": ({ controlled, query }) => listMetrics(controlled.metrics, query),
  "POST /metrics": ({ controlled, body }) => {
    const { installation_id, ...metric } = readMetricChange(parse(body));
    return json({ id: controlled.metrics.insert(installation_id ?? "", metric) }, 201);
  },
  "GET /metrics/{id}": ({ controlled, id }) => oneMetric(controlled.metrics, id),
  "PATCH /metrics/{id}": ({ controlled, id, body }) => {
    controlled.metrics.change(id, readMetricChange(parse(body)));
    return oneMetric(controlled.metrics, id);
  },
  "DELETE /metrics/{id}": ({ controlled, id }) => {
    if (!controlled.metrics.delete(id)) throw nothing("metric", id);
    return json({ deleted: true });
  },
};

const TOPICS: readonly string[] = [
  ...new Set(Object.keys(CALLS).map((call) => call.split("/")[1]?.split("/")[0] ?? "")),
];

/** Answers a request to the control endpoint, whose calls the README lists. @param url below the control endpoint */
export async function answerControl(
  controlled: Controlled,
  method: string,
  url: string,
  body: string,
): Promise<Answer> {
  const { pathname, searchParams } = new URL(url, "http://control");
  const [, topic = "", id = ""] = pathname.split("/");
  try {
    if (!TOPICS.includes(topic)) throw new Refusal(404, `the control endpoint has ${TOPICS.join(", ")}`);
    const answer = CALLS[`${method} /${topic}${id === "" ? "" : "/{id}"}`];
    if (answer === undefined) throw new Refusal(405, `the control endpoint has no ${method} ${pathname}`);
    return await answer({ controlled, id, query: searchParams, body });
  } catch (error) {
    if (isAccError(error)) return json({ error: error.message, cure: error.cure ?? null }, 400);
    if (error instanceof Refusal) return json({ error: error.message }, error.status);
    throw error;
  }
}

function nothing(what: string, id: string): Refusal {
  return new Refusal(404, `there is no ${what} ${id}`);
}

function churnAnswer(churn: Churn): Answer {
  return json({ plans: churn.list(), log: churn.log() });
}

async function makeToken(issuer: Issuer, body: string): Promise<Answer> {
  const data = parse(body);
  const { role, lifetime = issuer.tokenLifetime }: Readonly<Record<string, unknown>> =
    typeof data === "object" && data !== null ? { ...data } : {};
  const seconds = typeof lifetime === "number" ? lifetime : Number.NaN;
  if (Number.isNaN(seconds))
    throw new AccConfigError(`lifetime is ${String(lifetime)}, not a number of seconds`);
  return json(await issuer.issue(checkRole(String(role)), seconds), 201);
}

/** A specification over the control endpoint: JSON, or text as it stands. */
function textOrData(body: string): unknown {
  return /^\s*[{"]/.test(body) ? parse(body) : body.trim();
}

function listMetrics(metrics: MetricView, query: URLSearchParams): Answer {
  const limit = query.get("limit") ?? "100";
  if (!/^\d+$/.test(limit)) throw new AccConfigError(`limit is ${limit}, not a whole number`);
  const installation = query.get("installation") ?? undefined;
  const found = metrics.list({ installation, limit: Number(limit) });
  return json({ count: metrics.count, metrics: found });
}

function oneMetric(metrics: MetricView, id: string): Answer {
  const metric = metrics.get(id);
  if (metric === undefined) throw nothing("metric", id);
  return json(metric);
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (cause) {
    throw new AccConfigError("the body of this control request is not JSON", { cause });
  }
}
