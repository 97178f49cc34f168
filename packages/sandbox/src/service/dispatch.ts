import { authenticate, bearerToken } from "../access/authenticate.ts";
import { callerOf } from "../access/caller.ts";
import type { Introspect } from "../access/claims.ts";
import type { World } from "../state/world.ts";
import { type Answer, refused } from "./answer.ts";
import { Call } from "./call.ts";
import { type Fields, readFields } from "./fields.ts";
import { bodyText, readObject } from "./json-body.ts";
import { acceptsJson, isJsonType } from "./media-type.ts";
import { readPage } from "./page.ts";
import { publicPage } from "./public-pages.ts";
import { Refusal, unauthenticated } from "./refusal.ts";
import { changes, type Route } from "./route.ts";
import type { Router } from "./router.ts";
import type { Target } from "./target.ts";

/** A request, its body read. */
export interface ServiceRequest {
  readonly method: string;
  readonly target: Target;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Uint8Array;
}

/** What answers a request. */
export interface Service {
  readonly world: World;
  readonly router: Router;
  readonly introspect: Introspect;
  /** The configured URL that links and locations point to. */
  readonly server: string;
  readonly basePath: string;
}

/** Answers a request as the service does, its checks in the service's order. */
export function dispatch(service: Service, request: ServiceRequest): Answer {
  try {
    return decide(service, request);
  } catch (error) {
    if (error instanceof Refusal) return withoutBody(request, refused(error));
    throw error;
  }
}

/** The operation a request is for, if it has one. */
function routeOf(router: Router, method: string, target: Target): Route | undefined {
  if (target.segments === undefined) return undefined;
  return router.match(target.segments)?.methods.get(method === "HEAD" ? "GET" : method);
}

/** What is known of a request before it is answered: whether it changes something, and whether it asks for a page. */
export function describeCall(
  router: Router,
  method: string,
  target: Target,
): { readonly changes: boolean; readonly isPaged: boolean } {
  const route = routeOf(router, method, target);
  return { changes: route !== undefined && changes(route), isPaged: route?.paged !== undefined };
}

function decide(service: Service, request: ServiceRequest): Answer {
  const { world, router } = service;
  const { method, target, headers } = request;
  const token = bearerToken(one(headers["authorization"]));
  const claims = token === undefined ? undefined : authenticate(token, service.introspect, world.now());
  const page = publicPage(method, target, one(headers["authorization"]), request.body);
  if (page !== undefined) return withoutBody(request, page);
  const segments = target.segments ?? [];
  if (method === "OPTIONS") return { status: 200, headers: { allow: router.promised(segments) }, body: "" };
  const match = router.match(segments);
  if (match === undefined) throw new Refusal(404, "There is nothing under this path.");
  const route = match.methods.get(method === "HEAD" ? "GET" : method);
  if (route === undefined) throw new Refusal(405, "This path does not have this method.");
  const unaccepted = checkMediaTypes(route, request);
  if (unaccepted !== undefined) return unaccepted;
  if (claims === undefined) throw unauthenticated();
  const text = bodyText(request.body);
  const call = new Call({
    world,
    caller: callerOf(world, claims),
    params: match.params,
    query: target.query,
    path: target.path,
    server: service.server,
    basePath: service.basePath,
    page:
      route.paged === undefined
        ? { page: 1, size: 10 }
        : readPage(target.query.get("page"), target.query.get("size")),
    maxSize: route.paged ?? 100,
    fields: fieldsOf(route, text),
    text,
  });
  route.access(call);
  return withoutBody(request, route.handle(call));
}

/** 415 for a body that is no JSON, 406 for a caller that takes none. */
function checkMediaTypes(route: Route, request: ServiceRequest): Answer | undefined {
  const type = one(request.headers["content-type"]);
  const reads = route.method !== "GET" && route.method !== "DELETE";
  if ((reads || route.strictType === true) && type !== undefined && !isJsonType(type)) {
    throw new Refusal(415, "The content type of the request is not JSON.");
  }
  const accept = one(request.headers["accept"]);
  if (accept === undefined || acceptsJson(accept)) return undefined;
  const wanted = accept.split(/[,;]/)[0]?.trim() ?? "text/plain";
  return {
    status: 406,
    headers: { "content-type": `${wanted};charset=UTF-8` },
    body: "sandbox.service.Answer@1f2e3d",
  };
}

function fieldsOf(route: Route, text: string): Fields | undefined {
  if (route.fields === undefined) return undefined;
  const object = readObject(text);
  return object === undefined ? undefined : readFields(object, route.fields, text);
}

/** HEAD is a GET without its body, with a bare content type, or none when the call is refused. */
function withoutBody(request: ServiceRequest, answer: Answer): Answer {
  if (request.method !== "HEAD") return answer;
  const { "content-type": type, ...headers } = answer.headers;
  if (answer.status !== 200 || type === undefined) return { status: answer.status, headers, body: "" };
  return { status: 200, headers: { ...headers, "content-type": type.split(";")[0] ?? type }, body: "" };
}

function one(header: string | string[] | undefined): string | undefined {
  return typeof header === "string" ? header : header?.[0];
}
