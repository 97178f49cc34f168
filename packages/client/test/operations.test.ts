import { describe, expect, test } from "vitest";

import { OPERATIONS } from "./operations/all-operations.ts";
import { verbsOf } from "./operations/client-verbs.ts";
import { readDeclaredOperations } from "./operations/openapi.ts";
import { isSuccess, operationOf, templatePattern } from "./operations/recorded-operation.ts";
import { testClient } from "./support/clients.ts";
import { asAsked, readRecordings } from "./support/recordings.ts";

/** What the OpenAPI file puts below the base path, where the service has it not. */
const NOT_SERVED = ["GET /", "GET /ams_verification_hash"];

/** Methods that stand for no single operation. */
const COMPOSED = [
  "countMetrics",
  "discover",
  "metrics.readAll",
  "metrics.readPages",
  "projects.list",
  "request",
];

const declared = readDeclaredOperations();
const recorded = readRecordings().filter(isSuccess);

test("each of the 101 operations of the service has exactly one method", () => {
  expect(declared).toHaveLength(101);
  expect([...OPERATIONS.map(({ operation }) => operation), ...NOT_SERVED].toSorted()).toEqual(
    declared.map(({ operation }) => operation).toSorted(),
  );
});

test("each method of the client stands for one operation, or is composed of others", () => {
  const methods = [...OPERATIONS.map(({ method }) => method), ...COMPOSED];

  expect(new Set(methods).size).toBe(methods.length);
  expect(methods.toSorted()).toEqual(verbsOf(testClient({})).toSorted());
});

describe("each method sends one request, the one that the operation asks for", () => {
  test.each(OPERATIONS)("$method: $operation", async ({ operation, call, sends, body }) => {
    const success = recorded.find((exchange) => operationOf(exchange)?.operation === operation);
    const seen: { sent: string; body: unknown }[] = [];
    const acc = testClient({
      fetch: (input, init) => {
        const { pathname, search } = new URL(String(input));
        const sent = `${init?.method} ${pathname.replace("/accounting-system", "")}${search}`;
        seen.push({ sent, body: init?.body === undefined ? undefined : JSON.parse(String(init.body)) });
        if (success === undefined) throw new Error(`no success of ${operation} was recorded`);
        return Promise.resolve(Response.json(asAsked(success, input).body, { status: success.status }));
      },
    });

    await call(acc);

    expect(seen).toEqual([{ sent: sends, body }]);
  });

  const making = OPERATIONS.filter(({ operation }) =>
    recorded.some((one) => one.status === 201 && operationOf(one)?.operation === operation),
  );
  test.each(making)(
    "$method: a 200 where the service promises 201 is not taken for done",
    async ({ call }) => {
      const acc = testClient({ fetch: () => Promise.resolve(Response.json({ id: "x" })) });

      await expect(call(acc)).rejects.toThrow("200 where the service promises 201");
    },
  );

  test.each(OPERATIONS)(
    "$method: $operation names nothing that is not declared",
    ({ operation, sends, body }) => {
      const { pathname, searchParams } = new URL(sends.replace(/^\w+ /, ""), "http://service");
      const { queryNames, bodyFields } = declared.find((one) => one.operation === operation) ?? {};

      expect(`${sends.split(" ")[0]} ${pathname}`).toMatch(templatePattern(operation));
      expect(queryNames).toEqual(expect.arrayContaining([...searchParams.keys()]));
      expect(bodyFields).toEqual(expect.arrayContaining(Object.keys(Object(body ?? {}))));
    },
  );
});
