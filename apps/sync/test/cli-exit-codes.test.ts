import {
  AccAuthenticationError,
  AccConfigError,
  AccConflictError,
  AccNetworkError,
  AccNotFoundError,
  AccPermissionError,
  AccProtocolError,
  AccRateLimitError,
  AccResponseError,
  AccTimeoutError,
  AccTokenError,
} from "@argo-acc/core";
import { AccStoreError, type StoreProblem } from "@argo-acc/store/mirror";
import { describe, expect, it } from "vitest";

import { EXIT_MEANINGS, exitCodeOfError, type ExitCode, gravest } from "../src/cli/exit-codes.ts";
import { InterruptedError } from "../src/cli/interrupt.ts";

const exchange = { method: "GET", url: "https://acc.example.org/x", status: 500, attempts: 5 };
const store = (problem: StoreProblem) => new AccStoreError(problem, "mirror.db", "a problem");

describe("exit codes", () => {
  it.each<[string, unknown, ExitCode]>([
    ["a mistake of ours", new TypeError("x is not a function"), 1],
    ["a thrown text", "oops", 1],
    ["a bad option", new AccConfigError("bad"), 2],
    ["no token", new AccTokenError("none"), 4],
    ["401", new AccAuthenticationError("refused", { ...exchange, status: 401 }), 4],
    ["403", new AccPermissionError("refused", { ...exchange, status: 403 }), 4],
    ["404", new AccNotFoundError("not there", { ...exchange, status: 404 }), 5],
    ["409", new AccConflictError("there already", { ...exchange, status: 409 }), 5],
    ["429", new AccRateLimitError("too many", { ...exchange, status: 429 }), 5],
    ["503", new AccResponseError("unavailable", { ...exchange, status: 503 }), 5],
    ["no answer", new AccNetworkError("reset"), 5],
    ["a late answer", new AccTimeoutError("late"), 5],
    ["an answer that cannot be read", new AccProtocolError("no JSON"), 5],
    ["no mirror yet", store("missing"), 2],
    ["a file of another service", store("other_service"), 2],
    ["a write in query", store("query"), 2],
    ["a locked file", store("locked"), 6],
    ["a file that is not ours", store("not_ours"), 9],
    ["a damaged file", store("corrupt"), 9],
    ["a newer file", store("newer"), 9],
    ["an older file opened for reading", store("older"), 9],
    ["a folder", store("directory"), 9],
    ["a read-only file", store("readonly"), 9],
    ["a full disk", store("full"), 9],
    ["a failing disk", store("failed"), 9],
    ["SIGINT", new InterruptedError("SIGINT"), 130],
    ["SIGTERM", new InterruptedError("SIGTERM"), 143],
  ])("%s", (_, error, code) => {
    expect(exitCodeOfError(error)).toBe(code);
  });

  it("are given by precedence: each beats all that follow it", () => {
    const order: readonly ExitCode[] = [130, 143, 1, 9, 2, 6, 4, 5, 7, 8, 3, 0];
    for (const [index, code] of order.entries()) expect(gravest(order.slice(index).toReversed())).toBe(code);
    expect(gravest([])).toBe(0);
  });

  it("each have a meaning in the reference", () => {
    expect(EXIT_MEANINGS.map(([code]) => code)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 130, 143]);
  });
});
