import { AccConfigError } from "@argo-acc/core";

import { type AnswerParts, answerCall, BASE_PATH, CONTROL_PATH, ISSUER_PATH } from "./answer-call.ts";
import type { Introspect } from "./access/claims.ts";
import { registerRoles, type Role, ROLES } from "./access/roles.ts";
import { checkSandboxOptions } from "./check-options.ts";
import { Churn } from "./churn/churn.ts";
import type { Certificate } from "./certificate.ts";
import { type Dataset, EMPTY_DATASET } from "./dataset/dataset.ts";
import { dataset } from "./dataset/generate.ts";
import { loadDataset } from "./dataset/load-dataset.ts";
import { Faults } from "./faults/faults.ts";
import { listen } from "./http-server.ts";
import { checkRole, Issuer, isRole } from "./issuer/issuer.ts";
import { RECORDED_ISSUER, textIntrospection } from "./issuer/text-introspection.ts";
import { MetricView } from "./metric-view.ts";
import { OLDER_ROUTES } from "./older/older-routes.ts";
import { checkVersion, creatorIdOf, olderDataset } from "./older/service-version.ts";
import { RequestLog } from "./request-log.ts";
import { ROUTES } from "./routes/route-table.ts";
import type { SandboxOptions } from "./sandbox-options.ts";
import { withSearchScope } from "./routes/search-scope.ts";
import type { Service } from "./service/dispatch.ts";
import { Router } from "./service/router.ts";
import { emptyWorld, type World } from "./state/world.ts";

const TOKEN_LIFETIME = 24 * 3600;

/** A running service. */
export interface Sandbox extends AsyncDisposable {
  /** The service: `http://127.0.0.1:PORT/accounting-system`. */
  readonly endpoint: string;
  /** Its OIDC issuer: discovery, keys, token endpoint. A role is a client; its secret is `<role>-secret`. */
  readonly issuer: string;
  /** The control endpoint. */
  readonly control: string;
  /** The certificate to trust, as PEM; `undefined` without `tls`. */
  readonly certificate: string | undefined;
  /** A token of each role, good for a day. In a fresh sandbox, `admin` alone. */
  readonly tokens: Readonly<Record<string, string>> & { readonly admin: string };
  /** The token of a role. @throws AccConfigError for a role that does not exist */
  token(role: string): string;
  /**
   * Signs another token of a role.
   *
   * @param lifetimeSeconds default an hour; negative = already expired
   * @throws AccConfigError for a role that does not exist, or a lifetime that is no number
   */
  issueToken(role: Role, lifetimeSeconds?: number): Promise<string>;
  /** Makes a token inactive at once. */
  revokeToken(token: string): void;
  /** The metrics, to look at and to change behind the service's back. */
  readonly metrics: MetricView;
  /** Everything else the service remembers. */
  readonly state: World;
  /** The requests it had. */
  readonly requests: RequestLog;
  /** What goes wrong; can be changed while it runs. */
  readonly faults: Faults;
  /** What others do to the metrics between requests, and what they did. */
  readonly churn: Churn;
  /** Stops at once; open connections end, hanging ones too. */
  close(): Promise<void>;
}

/**
 * Starts the ARGO Accounting Service 1.8.1 in memory, as a real HTTP server on loopback.
 *
 * @example
 * await using sandbox = await startSandbox({ faults: ["lose-reply:1x"] });
 * const acc = new AccClient({ endpoint: sandbox.endpoint, token: sandbox.token("pa") });
 * @throws AccConfigError for a bad option, or a port that is taken; the message names it
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  checkSandboxOptions(options);
  const { host = "127.0.0.1", port = 0, seed = 1, now = Date.now, fresh = false } = options;
  const { tokenLifetime = 3600, skipCost = 0 } = options;
  const version = checkVersion(options.service ?? "1.8.1");
  const faults = new Faults(seed, options.faults);
  const data = datasetOf(options);
  const requests = new RequestLog();
  const ready = Promise.withResolvers<AnswerParts>();
  const certificate = options.tls === true ? await newCertificate(host) : undefined;
  const server = await listen(async (call) => answerCall(call, await ready.promise), {
    host,
    port,
    certificate,
  });
  try {
    const scheme = certificate === undefined ? "http" : "https";
    const origin = `${scheme}://${host.includes(":") ? `[${host}]` : host}:${server.port}`;
    const issuer = await Issuer.open({ url: origin + ISSUER_PATH, tokenLifetime, now });
    const adminIssuer = fresh ? RECORDED_ISSUER : issuer.url;
    const world = emptyWorld({
      seed,
      now,
      issuer: adminIssuer,
      creatorIdOf: (subject, its) => creatorIdOf(version, subject, its),
    });
    loadDataset(world, version === "1.7.0" ? olderDataset(data, adminIssuer) : data);
    if (!fresh) registerRoles(world, issuer.url);
    const metrics = new MetricView(world);
    const churn = new Churn(world, metrics, seed);
    for (const plan of options.churn ?? []) churn.add(plan);
    const service: Service = {
      world,
      router: new Router(withSearchScope(version === "1.7.0" ? OLDER_ROUTES : ROUTES, options.search)),
      introspect: introspection(options, issuer),
      server: (options.serverUrl ?? "http://localhost:8080").replace(/\/+$/, ""),
      basePath: BASE_PATH,
    };
    const tokens = fresh ? { admin: "admin" } : await tokensOf(issuer);
    const controlled = { metrics, requests, faults, churn, issuer };
    ready.resolve({
      service,
      issuer,
      faults,
      churn,
      requests,
      controlled,
      skipCost,
      corsOrigin: corsOriginOf(options.cors),
    });
    const close = () => server.close();
    return {
      endpoint: origin + BASE_PATH,
      issuer: issuer.url,
      control: origin + CONTROL_PATH,
      certificate: certificate?.cert,
      tokens,
      token: (role) => tokenOf(tokens, role),
      issueToken: async (role, lifetime = 3600) => (await issuer.issue(checkRole(role), lifetime)).token,
      revokeToken: (token) => issuer.revoke(token),
      metrics,
      state: world,
      requests,
      faults,
      churn,
      close,
      [Symbol.asyncDispose]: close,
    };
  } catch (error) {
    await server.close();
    throw error;
  }
}

async function newCertificate(host: string): Promise<Certificate> {
  // loaded only when it is needed: the command that can start a sandbox mostly does not
  const { makeCertificate } = await import("./certificate.ts");
  return makeCertificate(host);
}

function corsOriginOf(cors: boolean | string | undefined): string | undefined {
  if (typeof cors === "string") return cors;
  return cors === true ? "*" : undefined;
}

function datasetOf({ dataset: wanted, fresh = false }: SandboxOptions): Dataset {
  if (wanted === undefined) return fresh ? EMPTY_DATASET : dataset();
  if (wanted === "empty") return EMPTY_DATASET;
  return "definitions" in wanted ? wanted : dataset(wanted);
}

function introspection(
  { introspect, fresh = false, now = Date.now }: SandboxOptions,
  issuer: Issuer,
): Introspect {
  const own: Introspect = fresh
    ? (token) => issuer.introspect(token) ?? textIntrospection(token, now())
    : (token) => issuer.introspect(token);
  return (token) => (issuer.isRevoked(token) ? undefined : (introspect?.(token) ?? own(token)));
}

async function tokensOf(issuer: Issuer): Promise<Readonly<Record<Role, string>>> {
  const issued = ROLES.map(async (role) => [role, (await issuer.issue(role, TOKEN_LIFETIME)).token] as const);
  return Object.fromEntries(await Promise.all(issued)) as Record<Role, string>;
}

function tokenOf(tokens: Readonly<Record<string, string>>, role: string): string {
  const token = tokens[role];
  if (token !== undefined) return token;
  const cure = `use one of ${Object.keys(tokens).join(", ")}`;
  throw new AccConfigError(`the sandbox has no role "${role}"${isRole(role) ? " when it is fresh" : ""}`, {
    cure,
  });
}
