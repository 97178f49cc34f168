import { AccConfigError, isAccError } from "@argo-acc/core";

import { checkChurn } from "./churn/churn-plan.ts";
import type { Churn } from "./churn/churn.ts";
import { ROLES } from "./access/roles.ts";
import { checkFault } from "./faults/fault-spec.ts";
import type { Faults } from "./faults/faults.ts";
import { type Issuer, isRole } from "./issuer/issuer.ts";
import type { MetricChange, MetricView } from "./metric-view.ts";
import type { RequestLog } from "./request-log.ts";
import { type Answer, json } from "./service/answer.ts";

/** What the control endpoint has its hands on. */
export interface Controlled {
  readonly metrics: MetricView;
  readonly requests: RequestLog;
  readonly faults: Faults;
  readonly churn: Churn;
  readonly issuer: Issuer;
}

/**
 * Answers a request to the control endpoint: `faults` (GET, POST a fault as text or JSON, DELETE all), `faults/{id}`
 * (DELETE), `churn` and `churn/{id}` (the same, with a log), `tokens` (POST `{role, lifetime}`, DELETE the token in the
 * body), `requests` (GET, DELETE), `metrics` (GET with `installation` and `limit`, POST), `metrics/{id}` (GET,
 * PATCH, DELETE).
 */
export async function answerControl(
  controlled: Controlled,
  method: string,
  url: string,
  body: string,
): Promise<Answer> {
  const { pathname, searchParams } = new URL(url, "http://control");
  const [, topic = "", id] = pathname.split("/");
  try {
    switch (topic) {
      case "faults":
        return answerFaults(controlled.faults, method, id, body);
      case "churn":
        return answerChurn(controlled.churn, method, id, body);
      case "tokens":
        return await answerTokens(controlled.issuer, method, body);
      case "requests":
        if (method === "DELETE") controlled.requests.clear();
        return json({ count: controlled.requests.count, requests: controlled.requests.list() });
      case "metrics":
        return answerMetrics(controlled.metrics, method, id, searchParams, body);
      default:
        return json({ error: "the control endpoint has faults, churn, tokens, requests and metrics" }, 404);
    }
  } catch (error) {
    if (isAccError(error)) return json({ error: error.message, cure: error.cure ?? null }, 400);
    throw error;
  }
}

function answerFaults(faults: Faults, method: string, id: string | undefined, body: string): Answer {
  if (method === "POST") return json({ id: faults.add(checkFault(textOrData(body))) }, 201);
  if (method === "DELETE") faults.remove(id === undefined ? undefined : Number(id));
  return json({ faults: faults.list() });
}

function answerChurn(churn: Churn, method: string, id: string | undefined, body: string): Answer {
  if (method === "POST") return json({ id: churn.add(checkChurn(textOrData(body))) }, 201);
  if (method === "DELETE") churn.remove(id === undefined ? undefined : Number(id));
  return json({ plans: churn.list(), log: churn.log() });
}

async function answerTokens(issuer: Issuer, method: string, body: string): Promise<Answer> {
  if (method === "DELETE") {
    issuer.revoke(body.trim());
    return json({ revoked: true });
  }
  const data = parse(body);
  const { role, lifetime = issuer.tokenLifetime }: Readonly<Record<string, unknown>> =
    typeof data === "object" && data !== null ? { ...data } : {};
  if (typeof role !== "string" || !isRole(role)) {
    throw new AccConfigError(`the sandbox has no role "${String(role)}"`, {
      cure: `use one of ${ROLES.join(", ")}`,
    });
  }
  if (typeof lifetime !== "number" || !Number.isFinite(lifetime))
    throw new AccConfigError(`lifetime is ${String(lifetime)}, not a number of seconds`);
  return json(await issuer.issue(role, lifetime), 201);
}

/** A specification over the control endpoint: JSON, or text as it stands. */
function textOrData(body: string): unknown {
  return /^\s*[{"]/.test(body) ? parse(body) : body.trim();
}

function answerMetrics(
  metrics: MetricView,
  method: string,
  id: string | undefined,
  query: URLSearchParams,
  body: string,
): Answer {
  if (id === undefined && method === "POST") {
    const { installation_id, ...metric } = readChange(parse(body));
    return json({ id: metrics.insert(installation_id ?? "", metric) }, 201);
  }
  if (id === undefined) {
    const limit = query.get("limit");
    const found = metrics.list({
      installation: query.get("installation") ?? undefined,
      limit: limit === null ? 100 : Number(limit),
    });
    return json({ count: metrics.count, metrics: found });
  }
  if (method === "DELETE") return json({ deleted: metrics.delete(id) });
  if (method === "PATCH") metrics.change(id, readChange(parse(body)));
  const metric = metrics.get(id);
  return metric === undefined ? json({ error: `there is no metric ${id}` }, 404) : json(metric);
}

const TEXTS = [
  "installation_id",
  "metric_definition_id",
  "time_period_start",
  "time_period_end",
  "group_id",
  "user_id",
] as const;

function readChange(data: unknown): MetricChange & { readonly installation_id?: string } {
  const fields: Readonly<Record<string, unknown>> =
    typeof data === "object" && data !== null ? { ...data } : {};
  const texts = TEXTS.filter((name) => fields[name] !== undefined).map((name) => [
    name,
    String(fields[name]),
  ]);
  const value = fields["value"] === undefined ? {} : { value: Number(fields["value"]) };
  return { ...Object.fromEntries(texts), ...value };
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (cause) {
    throw new AccConfigError("the body of this control request is not JSON", { cause });
  }
}
