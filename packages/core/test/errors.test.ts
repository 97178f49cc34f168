import { describe, expect, it } from "vitest";

import {
  AccAuthenticationError,
  AccConfigError,
  AccConflictError,
  AccError,
  AccNetworkError,
  AccNotFoundError,
  AccPermissionError,
  AccProtocolError,
  AccRateLimitError,
  AccResponseError,
  AccTimeoutError,
  AccTokenError,
  isAccError,
} from "../src/index.ts";

const exchange = { method: "GET", url: "https://x.example.org/a", status: 500, attempts: 5 };

describe("the error family", () => {
  it.each([
    [new AccConfigError("m"), "config", "AccConfigError", [AccError]],
    [new AccTokenError("m"), "token", "AccTokenError", [AccError]],
    [new AccNetworkError("m"), "network", "AccNetworkError", [AccError]],
    [new AccTimeoutError("m"), "timeout", "AccTimeoutError", [AccError, AccNetworkError]],
    [new AccProtocolError("m"), "protocol", "AccProtocolError", [AccError]],
    [new AccResponseError("m", exchange), "response", "AccResponseError", [AccError]],
    [
      new AccAuthenticationError("m", exchange),
      "authentication",
      "AccAuthenticationError",
      [AccResponseError],
    ],
    [new AccPermissionError("m", exchange), "permission", "AccPermissionError", [AccResponseError]],
    [new AccNotFoundError("m", exchange), "not_found", "AccNotFoundError", [AccResponseError]],
    [new AccConflictError("m", exchange), "conflict", "AccConflictError", [AccResponseError]],
    [new AccRateLimitError("m", exchange), "rate_limit", "AccRateLimitError", [AccResponseError]],
  ])("tells %s by its code, its name and its ancestors", (error, code, name, ancestors) => {
    expect(error.code).toBe(code);
    expect(error.name).toBe(name);
    expect(isAccError(error)).toBe(true);
    for (const ancestor of ancestors) expect(error).toBeInstanceOf(ancestor);
  });

  it("assumes that nothing happened and that a repetition is pointless, unless told otherwise", () => {
    expect(new AccNetworkError("m")).toMatchObject({ acted: "no", retryable: false, cure: undefined });
    expect(new AccNetworkError("m", { acted: "maybe", retryable: true, cure: "wait" })).toMatchObject({
      acted: "maybe",
      retryable: true,
      cure: "wait",
    });
  });

  it("prints itself as plain data, the cause by its message only", () => {
    const cause = new Error("socket hang up");
    const error = new AccRateLimitError(
      "too many",
      { ...exchange, status: 429, retryAfterMs: 2000, serviceMessage: "slow down" },
      { cause, retryable: true, cure: "wait 2 s" },
    );
    expect(JSON.parse(JSON.stringify(error))).toEqual({
      name: "AccRateLimitError",
      code: "rate_limit",
      message: "too many",
      acted: "no",
      retryable: true,
      cure: "wait 2 s",
      cause: "socket hang up",
      method: "GET",
      url: "https://x.example.org/a",
      status: 429,
      attempts: 5,
      service_message: "slow down",
      retry_after_ms: 2000,
    });
    expect(error.cause).toBe(cause);
  });
});
