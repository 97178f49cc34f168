import { type AccError, AccTokenError } from "@argo-acc/core";

import { serviceMessage } from "../../transport/service-message.ts";
import { withoutSecrets } from "../../transport/without-secret.ts";
import { spellingsOf } from "./secrets-of.ts";

/** A request that the issuer answered, though not with what was asked for. Caught where it is tried again. */
export class IssuerFailure extends Error {
  /** What the caller gets, should it be the last try. */
  readonly error: AccError;
  /** The header `Retry-After`. */
  readonly retryAfter: string | null;

  constructor(error: AccError, retryAfter: string | null = null) {
    super(error.message);
    this.error = error;
    this.retryAfter = retryAfter;
  }
}

/** An answer of the issuer, and what must not come through from it. */
export interface IssuerAnswer {
  /** The request it is to: `POST https://id.example.org/token`. */
  readonly what: string;
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly secrets: readonly string[];
}

/** What no text holds. */
const NO_SECRET = "\u0000";

const PASSING = new Set([408, 429, 500, 502, 503, 504]);
const PROXY_CURE = "a proxy may have answered in the issuer's place: check the issuer's address";
const LOG_IN = "log in again for a new refresh token: this one has expired, or was revoked or used before";
const CHECK_CLIENT = "check clientId and clientSecret, and that the issuer lets this client get tokens so";

const CURES: ReadonlyMap<string, string> = new Map([
  ["invalid_client", CHECK_CLIENT],
  ["invalid_grant", LOG_IN],
  ["unauthorized_client", CHECK_CLIENT],
  ["invalid_scope", "check the scope: the issuer does not give this client all of it"],
  ["unsupported_grant_type", "let the issuer's administrators allow this grant"],
]);

/** A status that is no success: what the issuer says about it, and whether another try can help. */
export function refusal(answer: IssuerAnswer): IssuerFailure {
  const { what, status, headers } = answer;
  const { code, description } = oauthError(answer);
  const words = code ?? serviceWords(answer.text, answer.secrets);
  const said = [words, description].filter((part) => part !== undefined).join(": ");
  const retryable = PASSING.has(status);
  const error = new AccTokenError(`${what}: ${status}${said === "" ? "" : `: ${said}`}`, {
    retryable,
    cure: cureOf(answer, code),
  });
  return new IssuerFailure(error, headers.get("retry-after"));
}

/** A success whose body cannot be used. */
export function unusable({ what, status, headers, text }: IssuerAnswer, words?: string): IssuerFailure {
  const kind = headers.get("content-type") ?? "no content type";
  const told = words ?? `a body that is no JSON object (${kind}, ${text.length} characters)`;
  return new IssuerFailure(new AccTokenError(`${what}: ${status} with ${told}`, { cure: PROXY_CURE }));
}

/** The fields of a JSON object; `undefined` for any other text. */
export function readFields(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === "object" && body !== null && !Array.isArray(body) ? { ...body } : undefined;
  } catch {
    return undefined;
  }
}

function oauthError({ text, secrets }: IssuerAnswer): {
  code?: string | undefined;
  description?: string | undefined;
} {
  const { error, error_description: description } = readFields(text) ?? {};
  if (typeof error !== "string" || error === "") return {};
  return {
    // a well-known code may contain a short secret
    code: CURES.has(error) ? error : serviceWords(error, secrets),
    description: typeof description === "string" ? serviceWords(description, secrets) : undefined,
  };
}

function serviceWords(text: string, secrets: readonly string[]): string | undefined {
  return serviceMessage(withoutSecrets(text, secrets.flatMap(spellingsOf)), NO_SECRET);
}

function cureOf({ what, status }: IssuerAnswer, code: string | undefined): string {
  const known = CURES.get(code ?? "");
  if (known !== undefined) return known;
  if (PASSING.has(status)) return "try again later; if it stays, tell the issuer's operators";
  if (status === 404 && what.startsWith("GET "))
    return "check the issuer's address: it has no OIDC discovery there";
  if (status === 401) return CHECK_CLIENT;
  return code === undefined ? PROXY_CURE : "ask the issuer's administrators what they do not accept";
}
