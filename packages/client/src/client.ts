import { AccTokenError, type Grant } from "@argo-acc/core";

import { checkConcurrency } from "./check-concurrency.ts";
import { guardedList } from "./count-metrics.ts";
import { type Discovery, discover } from "./discover/discover.ts";
import type { DiscoverOptions } from "./discover/find-grants.ts";
import { parseEndpoint } from "./endpoint.ts";
import { Admin } from "./resources/admin/admin.ts";
import { ExternalInstallationHandle } from "./resources/external-installation.ts";
import { InstallationHandle } from "./resources/installation.ts";
import { Installations } from "./resources/installations.ts";
import { Me } from "./resources/me.ts";
import { MetricDefinitions } from "./resources/metric-definitions.ts";
import { MetricTypes } from "./resources/metric-types.ts";
import { Metrics } from "./resources/metrics.ts";
import { type ExternalId, isExternalId } from "./resources/place.ts";
import { ProjectHandle } from "./resources/project.ts";
import { Projects } from "./resources/projects.ts";
import { ExternalProviderHandle, ProviderHandle } from "./resources/provider.ts";
import { Providers } from "./resources/providers.ts";
import { Resources } from "./resources/resources.ts";
import { UnitTypes } from "./resources/unit-types.ts";
import { checkToken } from "./token/check-token.ts";
import { TokenKeeper } from "./token/token-keeper.ts";
import { fixedToken, type TokenSource } from "./token/token-source.ts";
import { createSender } from "./transport/attempt.ts";
import type { CallOptions, QueryValue } from "./transport/call.ts";
import { checkRequest } from "./transport/check-request.ts";
import { type Clock, systemClock } from "./transport/clock.ts";
import { debugHooks } from "./transport/debug-hooks.ts";
import { type Hooks, joinHooks } from "./transport/hooks.ts";
import { Transport } from "./transport/transport.ts";

/** Options of {@link AccClient}. */
export interface AccClientOptions extends Hooks {
  /** A URL or a bare host (https). Without a path `/accounting-system` is appended. */
  readonly endpoint: string;
  /** The text of an access token, or a source of tokens. */
  readonly token: string | TokenSource;
  /** Whether to send the token over http to a host that is not this machine. Default `false`. */
  readonly insecureHttp?: boolean | undefined;
  /** Deadline of one attempt, in milliseconds. Default 30,000. */
  readonly timeoutMs?: number | undefined;
  /**
   * Deadline of a whole call, in milliseconds: attempts, pauses and the waiting for a token together. Default: none; the
   * number of tries ends a call.
   */
  readonly deadlineMs?: number | undefined;
  /** Requests a list, a reading or a discovery keeps in flight at most, 1 to 64. Default 4. */
  readonly concurrency?: number | undefined;
  /** The function that sends. Default: the `fetch` of the runtime. */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** Time and chance, for tests. Default: those of this machine. */
  readonly clock?: Clock | undefined;
}

/** Options of {@link AccClient.request}. */
export interface RequestOptions extends CallOptions {
  readonly query?: Readonly<Record<string, QueryValue>> | undefined;
  /** Sent as JSON. */
  readonly body?: unknown;
}

/**
 * A client of the ARGO Accounting Service.
 *
 * @example
 * const acc = new AccClient({ endpoint: "https://api.acc.argo.grnet.gr", token: tokenFromEnv() });
 * for await (const project of acc.projects.list()) console.log(project.id, project.title);
 */
export class AccClient {
  /** Origin and base path, without a slash at the end. */
  readonly endpoint: string;
  readonly projects: Projects;
  readonly providers: Providers;
  readonly installations: Installations;
  readonly metricDefinitions: MetricDefinitions;
  readonly unitTypes: UnitTypes;
  readonly metricTypes: MetricTypes;
  readonly resources: Resources;
  readonly metrics: Metrics;
  readonly me: Me;
  readonly admin: Admin;
  readonly #transport: Transport;

  /**
   * @throws AccConfigError if the endpoint is no http(s) URL, or another option makes no sense
   * @throws AccTokenError if the token is missing, or is a text that is empty, malformed or expired
   */
  constructor(options: AccClientOptions) {
    const clock = options.clock ?? systemClock;
    const source = sourceOf(options.token, clock);
    const transport = new Transport({
      endpoint: parseEndpoint(options.endpoint, options),
      tokens: new TokenKeeper(source, clock),
      send: createSender(options.fetch ?? ((input, init) => globalThis.fetch(input, init))),
      hooks: joinHooks(options, debugHooks()),
      clock,
      timeoutMs: options.timeoutMs,
      deadlineMs: options.deadlineMs,
      concurrency: checkConcurrency(options.concurrency ?? 4),
    });
    this.#transport = transport;
    this.endpoint = transport.endpoint;
    this.projects = new Projects(transport);
    this.providers = new Providers(transport);
    this.installations = new Installations(transport);
    this.metricDefinitions = new MetricDefinitions(transport);
    this.unitTypes = new UnitTypes(transport);
    this.metricTypes = new MetricTypes(transport);
    this.resources = new Resources(transport);
    this.metrics = new Metrics(transport);
    this.me = new Me(transport);
    this.admin = new Admin(transport);
  }

  /** HTTP requests sent so far, repetitions included. */
  get requests(): number {
    return this.#transport.requests;
  }

  /** One project. Nothing is asked before a verb is called. */
  project(id: string): ProjectHandle {
    return new ProjectHandle(this.#transport, id);
  }

  /** One provider, by its id or its external id. Nothing is asked before a verb is called. */
  provider(id: string): ProviderHandle;
  provider(id: ExternalId): ExternalProviderHandle;
  provider(id: string | ExternalId): ProviderHandle | ExternalProviderHandle {
    return isExternalId(id)
      ? new ExternalProviderHandle(this.#transport, id)
      : new ProviderHandle(this.#transport, id);
  }

  /** One installation, by its id or its external id. Nothing is asked before a verb is called. */
  installation(id: string): InstallationHandle;
  installation(id: ExternalId): ExternalInstallationHandle;
  installation(id: string | ExternalId): InstallationHandle | ExternalInstallationHandle {
    return isExternalId(id)
      ? new ExternalInstallationHandle(this.#transport, id)
      : new InstallationHandle(this.#transport, id);
  }

  /**
   * How many metrics a grant covers, in one request: by the plain list of the project, provider or installation, which
   * the service guards; the system by a search over everything.
   *
   * @throws AccPermissionError if the token has not this grant
   */
  async countMetrics(
    grant: Grant,
    options: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<number> {
    return guardedList(this.#transport, grant).count(options);
  }

  /**
   * Finds out what this token may read: `GET /admin/projects`, `/clients/me`, `/providers/all` and
   * `/installations/all`, then one count for each candidate.
   *
   * @throws AccAuthenticationError, AccNetworkError if the service cannot be asked at all
   */
  async discover(options: DiscoverOptions = {}): Promise<Discovery> {
    return discover(this.#transport, options);
  }

  /**
   * Makes any request, for what has no method yet. GETs and searches are retried, PUT, PATCH and DELETE too, a POST
   * only where it certainly did not arrive.
   *
   * @param path below the endpoint, ids encoded: `/projects/prj-1/report`; a query in it goes before `options.query`
   * @returns the JSON of the answer; `null` if it has none by its status (204) or method (HEAD, OPTIONS)
   * @throws AccConfigError for a method that the service does not know, a path that does not begin with a slash, a body
   *   of a GET, and a body that JSON cannot express: NaN would travel as `null`, which the service stores as 0
   */
  async request(method: string, path: string, options: RequestOptions = {}): Promise<unknown> {
    return this.#transport.request({ ...options, method: checkRequest(method, path, options.body), path });
  }
}

function sourceOf(token: string | TokenSource, clock: Clock): TokenSource {
  if (typeof token === "string") {
    checkToken(token.trim(), clock.now());
    return fixedToken(token);
  }
  if (typeof token?.get === "function") return token;
  throw new AccTokenError(token == null ? "there is no token" : `a ${typeof token} is no source of tokens`, {
    cure: "give { endpoint, token }, the token as text or as a source such as tokenFromEnv()",
  });
}
