import type { AccClient } from "@argo-acc/client";
import { AccResponseError, isAccError } from "@argo-acc/core";
import { beforeAll, describe, expect, test } from "vitest";

import { isSuccess, operationOf } from "./operations/recorded-operation.ts";
import { testClient } from "./support/clients.ts";
import { inNormalForm } from "./support/normal-form.ts";
import { asAsked, type Exchange, readRecordings, recordedFiles, responseOf } from "./support/recordings.ts";

const BY_STATUS: Readonly<Record<number, string>> = {
  401: "AccAuthenticationError",
  403: "AccPermissionError",
  404: "AccNotFoundError",
  409: "AccConflictError",
};

/** What came of a call: a value, or what was thrown. */
type Result = { readonly value: unknown } | { readonly thrown: string; readonly status?: number };

describe("every recorded answer is the value or the error that it promises", () => {
  const results = new Map<string, readonly { readonly exchange: Exchange; readonly result: Result }[]>();
  beforeAll(async () => {
    for (const file of recordedFiles()) {
      results.set(file, await Promise.all(readRecordings(file).map(replay)));
    }
  });

  test.each(recordedFiles())("%s", (file) => {
    for (const { exchange, result } of results.get(file) ?? []) {
      expect({ of: exchange.name, ...result }).toEqual({ of: exchange.name, ...promised(exchange) });
    }
  });

  test("2,083 exchanges: 1,278 values of operations, 10 of other routes, 795 errors", () => {
    const counts: Record<string, number> = {};
    for (const { exchange, result } of [...results.values()].flat()) {
      const kind = operationOf(exchange) === undefined ? "value of another route" : "value";
      const name = "thrown" in result ? result.thrown : kind;
      counts[name] = (counts[name] ?? 0) + 1;
    }

    expect(counts).toEqual({
      value: 1278,
      "value of another route": 10,
      AccAuthenticationError: 38,
      AccConfigError: 2,
      AccConflictError: 28,
      AccNotFoundError: 105,
      AccPermissionError: 357,
      AccProtocolError: 4,
      AccResponseError: 261,
    });
  });
});

/** Gives the recorded answer to the operation's method, or to `request` where the service has no such operation. */
async function replay(recorded: Exchange): Promise<{ exchange: Exchange; result: Result }> {
  let exchange = recorded;
  const acc = testClient({
    fetch: (input) => {
      exchange = asAsked(recorded, input);
      return Promise.resolve(responseOf(exchange));
    },
  });
  const result = await resultOf(acc, recorded);
  return { exchange, result };
}

async function resultOf(acc: AccClient, exchange: Exchange): Promise<Result> {
  const { method, path } = exchange;
  try {
    return { value: await (operationOf(exchange)?.call(acc) ?? acc.request(method, path || "/")) };
  } catch (error) {
    if (error instanceof AccResponseError) return { thrown: error.name, status: error.status };
    return { thrown: isAccError(error) ? error.name : `not one of ours: ${String(error)}` };
  }
}

function promised(exchange: Exchange): Result {
  const { method, path, status, headers, body } = exchange;
  const operation = operationOf(exchange);
  const type = headers["content-type"] ?? "";
  if (method === "TRACE" || path.includes("/../")) return { thrown: "AccConfigError" };
  if (status < 200 || status > 299) return { thrown: BY_STATUS[status] ?? "AccResponseError", status };
  if (!isSuccess(exchange) || type.includes("text/")) return { thrown: "AccProtocolError" };
  if (operation === undefined) return { value: body };
  const value = inNormalForm(body);
  return { value: operation.gives === undefined ? value : operation.gives(value) };
}
