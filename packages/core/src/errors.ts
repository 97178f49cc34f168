/** What an error knows about the write it interrupted: `"no"` = nothing happened upstream, `"maybe"` = it may have. */
export type Acted = "no" | "maybe";

/** A stable, machine-readable name of what went wrong; one per error class, refined where a caller can act on it. */
export type AccErrorCode =
  | "config"
  | "token"
  | "network"
  | "timeout"
  | "response"
  | "authentication"
  | "permission"
  | "not_found"
  | "conflict"
  | "rate_limit"
  | "protocol"
  | `store_${string}`;

/** Options every {@link AccError} takes. */
export interface AccErrorOptions {
  /** Whether a write may have taken effect upstream. Default `"no"`. */
  readonly acted?: Acted;
  /** Whether the same call may be made again as it is and can then succeed. Default `false`. */
  readonly retryable?: boolean;
  /** What the user can do about it, in one line; the command prints it below the message. */
  readonly cure?: string;
  readonly cause?: unknown;
}

/**
 * The base of every error this project throws on purpose.
 *
 * Neither the message nor {@link AccError.toJSON} ever holds a token or a whole body of an answer.
 */
export abstract class AccError extends Error {
  abstract readonly code: AccErrorCode;
  /** Whether a write may have taken effect upstream. Reads are always `"no"`. */
  readonly acted: Acted;
  /** Whether the same call may be made again as it is. Never true for a POST that maybe acted. */
  readonly retryable: boolean;
  /** What the user can do about it, in one line. */
  readonly cure: string | undefined;

  constructor(message: string, options: AccErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.acted = options.acted ?? "no";
    this.retryable = options.retryable ?? false;
    this.cure = options.cure;
  }

  /** The error as plain data, for logs and `--json`. The cause is told by its message only. */
  toJSON(): Record<string, unknown> {
    return {
      name: this.name,
      code: this.code,
      message: this.message,
      acted: this.acted,
      retryable: this.retryable,
      ...(this.cure === undefined ? {} : { cure: this.cure }),
      ...(this.cause instanceof Error ? { cause: this.cause.message } : {}),
    };
  }
}

/** A bad option, or an endpoint that is no URL. Nothing was sent. */
export class AccConfigError extends AccError {
  readonly code = "config";
}

/** A token that is missing, unreadable, empty, malformed, expired, or refused by its issuer. */
export class AccTokenError extends AccError {
  readonly code = "token";
}

/** No answer arrived: DNS, connection refused or reset, TLS, proxy. The message says which layer failed. */
export class AccNetworkError extends AccError {
  readonly code: "network" | "timeout" = "network";
}

/** Our own deadline passed before an answer was complete. */
export class AccTimeoutError extends AccNetworkError {
  override readonly code = "timeout";
}

/** What an {@link AccResponseError} remembers of the exchange that failed. */
export interface FailedExchange {
  readonly method: string;
  /** The URL asked for, without credentials. */
  readonly url: string;
  readonly status: number;
  /** The service's own words, if the body had any, cut to a few hundred characters. */
  readonly serviceMessage?: string | undefined;
  /** How many times the call was tried, this one included. */
  readonly attempts: number;
  /** How long the service asked to wait, in milliseconds. */
  readonly retryAfterMs?: number | undefined;
}

/** The service answered with a status of 400 or more, or with a redirect that is not followed. */
export class AccResponseError extends AccError {
  readonly code: "response" | "authentication" | "permission" | "not_found" | "conflict" | "rate_limit" =
    "response";
  readonly method: string;
  readonly url: string;
  readonly status: number;
  readonly serviceMessage: string | undefined;
  readonly attempts: number;
  readonly retryAfterMs: number | undefined;

  constructor(message: string, exchange: FailedExchange, options: AccErrorOptions = {}) {
    super(message, options);
    this.method = exchange.method;
    this.url = exchange.url;
    this.status = exchange.status;
    this.serviceMessage = exchange.serviceMessage;
    this.attempts = exchange.attempts;
    this.retryAfterMs = exchange.retryAfterMs;
  }

  override toJSON(): Record<string, unknown> {
    return {
      ...super.toJSON(),
      method: this.method,
      url: this.url,
      status: this.status,
      attempts: this.attempts,
      ...(this.serviceMessage === undefined ? {} : { service_message: this.serviceMessage }),
      ...(this.retryAfterMs === undefined ? {} : { retry_after_ms: this.retryAfterMs }),
    };
  }
}

/** 401: the service did not accept the token, or could not check it. */
export class AccAuthenticationError extends AccResponseError {
  override readonly code = "authentication";
}

/** 403: the token is valid, its roles do not allow this. */
export class AccPermissionError extends AccResponseError {
  override readonly code = "permission";
}

/** 404: no such thing, or no such route on this version of the service. */
export class AccNotFoundError extends AccResponseError {
  override readonly code = "not_found";
}

/** 409: it exists already, or is in use. */
export class AccConflictError extends AccResponseError {
  override readonly code = "conflict";
}

/** 429: too many requests. `retryAfterMs` says how long to wait, if the answer did. */
export class AccRateLimitError extends AccResponseError {
  override readonly code = "rate_limit";
}

/** An answer that is not what the service promises: no JSON, a missing field, a wrong type. */
export class AccProtocolError extends AccError {
  readonly code = "protocol";
}

/** Whether a thrown value is one of this project's errors. */
export function isAccError(value: unknown): value is AccError {
  return value instanceof AccError;
}
