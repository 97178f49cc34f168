import { AccTimeoutError, AccTokenError } from "@argo-acc/core";

import { networkFailure } from "../../transport/network-failure.ts";
import { waitFor } from "../../transport/wait-for.ts";
import { withoutSecrets } from "../../transport/without-secret.ts";
import { sendsInClear } from "./issuer-options.ts";
import { loginOf, secretsOf, spellingsOf } from "./secrets-of.ts";

/** What {@link createIssuerFetch} sends. */
export interface IssuerRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: URLSearchParams | undefined;
  readonly redirect: "manual";
}

/** Options of {@link createIssuerFetch}. */
export interface IssuerFetchOptions {
  readonly fetch: typeof globalThis.fetch;
  /** Deadline of one request, in milliseconds. */
  readonly timeoutMs: number;
  readonly insecureHttp: boolean | undefined;
}

/** Sends one request to the issuer and reads its answer whole, before its deadline. */
export type IssuerFetch = (url: string, request: IssuerRequest) => Promise<Response>;

/** Makes the function that sends to the issuer; what it throws is one of the project's errors. */
export function createIssuerFetch({ fetch, timeoutMs, insecureHttp }: IssuerFetchOptions): IssuerFetch {
  return async (url, request) => {
    const { method, headers, body, redirect } = request;
    const secrets = secretsOf(request);
    const what = `${method} ${url}`;
    if (sendsInClear(new URL(url), insecureHttp)) {
      throw new AccTokenError(`${what} is not sent: it is http, secrets would travel in clear`, {
        cure: "use an issuer whose addresses are all https, or allow insecure http",
      });
    }
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(), timeoutMs);
    try {
      const { signal } = deadline;
      const exchange = async () => {
        const given = body === undefined ? {} : { body };
        const response = await fetch(url, { method, headers: { ...headers }, redirect, signal, ...given });
        const text = withoutSecrets(await response.text(), spellingsOf(loginOf(request) ?? ""));
        return rebuilt({ what, url, response, text, secrets });
      };
      return await waitFor(exchange(), { signal });
    } catch (error) {
      if (error instanceof AccTokenError) throw error;
      const { host } = new URL(url);
      const cure = `check that ${host} is the issuer's host and that this machine can reach it`;
      if (deadline.signal.aborted) {
        throw new AccTimeoutError(`${what}: no answer within ${timeoutMs} ms`, { retryable: true, cure });
      }
      const failure = networkFailure(error, secrets);
      throw new failure.type(`${what}: ${failure.words}`, {
        retryable: failure.passing,
        cure: failure.cure ?? cure,
        cause: failure.cause,
      });
    } finally {
      clearTimeout(timer);
    }
  };
}

interface IssuerExchange {
  readonly what: string;
  readonly url: string;
  readonly response: Response;
  readonly text: string;
  readonly secrets: readonly string[];
}

/** The answer with its body at hand. A browser hides a redirect behind status 0, of which no answer can be made. */
function rebuilt({ what, url, response, text, secrets }: IssuerExchange): Response {
  const { status } = response;
  const headers = plain(response.headers, secrets);
  if (status === 0 || (status >= 300 && status < 400)) {
    const location = response.headers.get("location");
    const target = location !== null && URL.canParse(location, url) ? new URL(location, url) : undefined;
    const where =
      target === undefined ? "another address" : withoutSecrets(target.origin + target.pathname, secrets);
    throw new AccTokenError(
      `${what}: ${status || "a redirect"}: it points to ${where}, which is not followed`,
      {
        cure: "give the issuer's own address, the one in its discovery document",
      },
    );
  }
  return new Response(text === "" ? null : text, { status, headers });
}

/** The headers that are looked at; those about the encoding are true no more. */
function plain(headers: Headers, secrets: readonly string[]): Headers {
  const kept = new Headers();
  for (const name of ["content-type", "retry-after"]) {
    const value = headers.get(name);
    // what hides a secret is no character of a header
    if (value !== null && withoutSecrets(value, secrets) === value) kept.set(name, value);
  }
  return kept;
}
