import { isAccError } from "@argo-acc/core";
import {
  allowInsecureRequests,
  type AuthorizationServer,
  type ClientAuth,
  clientCredentialsGrantRequest,
  ClientSecretBasic,
  ClientSecretPost,
  customFetch,
  discoveryRequest,
  None,
  refreshTokenGrantRequest,
} from "oauth4webapi";

import { backoffMs, LONGEST_RETRY_AFTER_MS, readRetryAfter } from "../../transport/backoff.ts";
import { checkMilliseconds } from "../../transport/call-deadline.ts";
import { type Clock, systemClock } from "../../transport/clock.ts";
import { createIssuerFetch, type IssuerFetch } from "./issuer-fetch.ts";
import { type IssuerAnswer, IssuerFailure } from "./issuer-failure.ts";
import { type IssuerOptions, parseIssuer, requireText, type Secret } from "./issuer-options.ts";
import { readDiscovery } from "./read-discovery.ts";
import { readSecret } from "./read-secret.ts";
import { readSuccessor, readTokenAnswer, type TokenAnswer } from "./read-token-answer.ts";

/** Deadline of one request where the caller gives none, in milliseconds. */
const TIMEOUT_MS = 10_000;
const TRIES = 5;

/** A refresh token, and who gets its successor as soon as it is here, whatever else the answer is worth. */
export interface RefreshGrant {
  readonly refreshToken: () => string;
  readonly keep: (successor: string) => Promise<void>;
}

/** What an {@link OidcIssuer} is made of. */
export interface OidcIssuerOptions extends IssuerOptions {
  readonly clientSecret?: Secret | undefined;
  /** Default: the client's own credentials. */
  readonly grant?: RefreshGrant | undefined;
}

/** The token endpoint of an OIDC issuer, found by discovery, as one of the issuer's clients sees it. */
export class OidcIssuer {
  readonly clock: Clock;
  readonly #options: OidcIssuerOptions;
  readonly #url: URL;
  readonly #fetch: IssuerFetch;
  #server: AuthorizationServer | undefined;

  /** @throws AccConfigError if an option makes no sense */
  constructor(options: OidcIssuerOptions) {
    requireText("clientId", options.clientId);
    if (typeof options.clientSecret === "string") requireText("clientSecret", options.clientSecret);
    this.clock = options.clock ?? systemClock;
    this.#options = options;
    this.#url = parseIssuer(options);
    this.#fetch = createIssuerFetch({
      fetch: options.fetch ?? ((input, init) => globalThis.fetch(input, init)),
      timeoutMs: checkMilliseconds("timeoutMs", options.timeoutMs ?? TIMEOUT_MS),
      insecureHttp: options.insecureHttp,
    });
  }

  /** The issuer's address, for messages. */
  get name(): string {
    return `the issuer ${this.#url.href}`;
  }

  /**
   * Gets a token. What may pass is tried up to five times, with the pauses of a read; an `early` renewal once.
   *
   * @throws AccTokenError, AccNetworkError, AccTimeoutError
   */
  async token({ early }: { readonly early: boolean }): Promise<TokenAnswer> {
    const { clock } = this;
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#ask();
      } catch (thrown) {
        const { error, retryAfter } =
          thrown instanceof IssuerFailure ? thrown : { error: thrown, retryAfter: null };
        const retryAfterMs = readRetryAfter(retryAfter, clock.now());
        const isLast = early || attempt === TRIES || (retryAfterMs ?? 0) > LONGEST_RETRY_AFTER_MS;
        if (isLast || !(isAccError(error) && error.retryable)) throw error;
        await clock.wait(backoffMs(attempt, retryAfterMs, clock));
      }
    }
  }

  async #ask(): Promise<TokenAnswer> {
    const { clientId, clientSecret, grant, scope } = this.#options;
    const secret = await readSecret(clientSecret);
    this.#server ??= await this.#discover();
    const server = this.#server;
    const client = { client_id: clientId };
    const authentication = clientAuthentication(server, secret);
    const parameters: Record<string, string> = scope === undefined ? {} : { scope };
    const refreshToken = grant?.refreshToken();
    const response =
      refreshToken === undefined
        ? await clientCredentialsGrantRequest(server, client, authentication, parameters, this.#http)
        : await refreshTokenGrantRequest(server, client, authentication, refreshToken, {
            ...this.#http,
            additionalParameters: parameters,
          });
    const answer = await wholeAnswer(`POST ${server.token_endpoint}`, response, [secret, refreshToken]);
    const successor = readSuccessor(answer);
    if (successor !== undefined) await grant?.keep(successor);
    // the endpoint has moved, it seems: the next try looks for it anew
    if (answer.status === 404 || answer.status === 405 || answer.status === 410) this.#server = undefined;
    return readTokenAnswer(answer);
  }

  async #discover(): Promise<AuthorizationServer> {
    const { href } = this.#url;
    const response = await discoveryRequest(this.#url, this.#http);
    const what = `GET ${href.replace(/\/$/, "")}/.well-known/openid-configuration`;
    return readDiscovery(this.#url, await wholeAnswer(what, response, []));
  }

  /** http is refused where it is sent, unless it is to this machine. */
  get #http() {
    return { [customFetch]: this.#fetch, [allowInsecureRequests]: true };
  }
}

/** The secret goes in the form wherever the issuer takes it there: many do not decode it in a header as they should. */
function clientAuthentication(server: AuthorizationServer, secret: string | undefined): ClientAuth {
  if (secret === undefined) return None();
  const methods = server.token_endpoint_auth_methods_supported ?? ["client_secret_basic"];
  return methods.includes("client_secret_post") ? ClientSecretPost(secret) : ClientSecretBasic(secret);
}

async function wholeAnswer(
  what: string,
  response: Response,
  secrets: readonly (string | undefined)[],
): Promise<IssuerAnswer> {
  const { status, headers } = response;
  const text = await response.text();
  return { what, status, headers, text, secrets: secrets.filter((secret) => secret !== undefined) };
}
