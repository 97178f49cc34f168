import { describe, expect, test } from "vitest";

import { OPERATIONS } from "./operations/all-operations.ts";
import { verbsOf } from "./operations/client-verbs.ts";
import { readDeclaredOperations } from "./operations/openapi.ts";
import { isSuccess, operationOf, templatePattern } from "./operations/recorded-operation.ts";
import { testClient } from "./support/clients.ts";
import { readRecordings } from "./support/recordings.ts";

/** What the OpenAPI file puts below the base path, where the service has it not. */
const NOT_SERVED = ["GET /", "GET /ams_verification_hash"];

/** What has no method yet: projects, providers, installations. */
const GAP: readonly string[] = [
  "DELETE /installations/external",
  "DELETE /installations/{id}",
  "DELETE /installations/{installation_id}/metrics/{id}",
  "DELETE /providers/{id}",
  "GET /installations/external",
  "GET /installations/external/metrics",
  "GET /installations/external/report",
  "GET /installations/{installation_id}/capacities",
  "GET /installations/{installation_id}/metric-definitions",
  "GET /installations/{installation_id}/report",
  "GET /projects/projects/{project_id}/groups/{group_id}/metrics",
  "GET /projects/projects/{project_id}/groups/{group_id}/report",
  "GET /projects/projects/{project_id}/users/{user_id}/metrics",
  "GET /projects/projects/{project_id}/users/{user_id}/report",
  "GET /projects/{project_id}/metric-definitions",
  "GET /projects/{project_id}/providers/external/metrics",
  "GET /projects/{project_id}/providers/external/report",
  "GET /projects/{project_id}/providers/{provider_id}/metric-definitions",
  "GET /projects/{project_id}/providers/{provider_id}/report",
  "GET /projects/{project_id}/report",
  "GET /providers/external",
  "GET /providers/report/external",
  "GET /providers/{provider_id}/report",
  "PATCH /installations/external",
  "PATCH /installations/{id}",
  "PATCH /installations/{id}/capacities/{capacity_id}",
  "PATCH /installations/{installation_id}/metrics/{id}",
  "PATCH /providers/{id}",
  "POST /installations",
  "POST /installations/external/metrics",
  "POST /installations/search",
  "POST /installations/{installation_id}/capacities",
  "POST /projects/search",
  "POST /projects/{id}/associate/provider/{provider_id}",
  "POST /projects/{id}/dissociate/provider/{provider_id}",
  "POST /providers",
  "POST /providers/search",
];

/** Methods that stand for no single operation. */
const COMPOSED = ["countMetrics", "discover", "metrics.readAll", "projects.list", "request"];

const declared = readDeclaredOperations();
const recorded = readRecordings().filter(isSuccess);

test("each of the 101 operations of the service has exactly one method", () => {
  expect(declared).toHaveLength(101);
  expect([...OPERATIONS.map(({ operation }) => operation), ...NOT_SERVED, ...GAP].toSorted()).toEqual(
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
        return Promise.resolve(Response.json(success?.body, { status: success?.status ?? 404 }));
      },
    });

    await call(acc);

    expect(seen).toEqual([{ sent: sends, body }]);
  });

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
