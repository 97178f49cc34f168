import { AccNotFoundError, AccProtocolError, AccResponseError } from "@argo-acc/core";
import { expect, test } from "vitest";

import { testClient } from "./support/clients.ts";

function answering(...answers: readonly (readonly [status: number, body: unknown])[]) {
  let asked = 0;
  return testClient({
    fetch: () => {
      const [status, body] = answers[Math.min(asked++, answers.length - 1)] ?? [500, null];
      return Promise.resolve(Response.json(body, { status }));
    },
  });
}

test("a deletion that is answered 200 with a code of 500 has failed, and may have been done", async () => {
  const deleting = answering([200, { code: 500, message: "internal" }]).unitTypes.delete("u");

  await expect(deleting).rejects.toBeInstanceOf(AccResponseError);
  await expect(deleting).rejects.toMatchObject({
    message: "DELETE /unit-types/u: a success that says 500: internal",
    status: 500,
    serviceMessage: "internal",
    acted: "maybe",
    retryable: true,
  });
});

test("one with a code of 300 was not done either", async () => {
  await expect(answering([200, { code: 300 }]).unitTypes.delete("u")).rejects.toMatchObject({ status: 300 });
  await expect(answering([200, { code: 299 }]).unitTypes.delete("u")).resolves.toBeUndefined();
});

test("one with a code of 404 was not done", async () => {
  const deleting = answering([200, { code: 404, message: null }]).admin.tenants.delete("t");

  await expect(deleting).rejects.toBeInstanceOf(AccNotFoundError);
  await expect(deleting).rejects.toMatchObject({
    message: "DELETE /admin/oidc-tenants/t: a success that says 404",
    status: 404,
    acted: "no",
    retryable: false,
  });
});

test("an assignment that says 500 is not to be made again without looking", async () => {
  const assigning = answering([200, { code: 500, message: "" }]).admin.entitlements.assign("e", "a");

  await expect(assigning).rejects.toMatchObject({ status: 500, acted: "maybe", retryable: false });
});

test("a deletion that is repeated and finds nothing left is done", async () => {
  await expect(answering([503, {}], [404, {}]).unitTypes.delete("u")).resolves.toBeUndefined();
  await expect(answering([404, {}]).unitTypes.delete("u")).rejects.toBeInstanceOf(AccNotFoundError);
});

test("a success that says nothing known is no success", async () => {
  await expect(answering([200, { done: true }]).me.register()).rejects.toBeInstanceOf(AccProtocolError);
});
