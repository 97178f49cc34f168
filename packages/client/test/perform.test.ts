import type { AccClient } from "@argo-acc/client";
import { AccNotFoundError, AccResponseError } from "@argo-acc/core";
import { describe, expect, test } from "vitest";

import { testClient } from "./support/clients.ts";

const ACTS: readonly { readonly act: string; readonly call: (acc: AccClient) => Promise<void> }[] = [
  { act: "delete an installation", call: (acc) => acc.installation("i").delete() },
  {
    act: "delete an installation by its external id",
    call: (acc) => acc.installation({ externalId: "e" }).delete(),
  },
  { act: "delete a metric", call: (acc) => acc.installation("i").metrics.delete("m") },
  { act: "delete a provider", call: (acc) => acc.provider("v").delete() },
];

/** A client of a service that gives these answers, the last one again and again. */
function answering(...answers: readonly { readonly status: number; readonly code: number }[]): AccClient {
  let next = 0;
  return testClient({
    fetch: () => {
      const { status, code } = answers[Math.min(next++, answers.length - 1)] ?? { status: 200, code: 200 };
      return Promise.resolve(Response.json({ code, message: "in its own words" }, { status }));
    },
  });
}

describe.each(ACTS)("to $act", ({ call }) => {
  test("is done when the answer says so", async () => {
    await expect(call(answering({ status: 200, code: 200 }))).resolves.toBeUndefined();
  });

  test("is not done when a success says inside that it failed", async () => {
    const error: unknown = await call(answering({ status: 200, code: 500 })).catch(
      (thrown: unknown) => thrown,
    );

    expect(error).toBeInstanceOf(AccResponseError);
    expect(error).toMatchObject({ status: 500, acted: "maybe", serviceMessage: "in its own words" });
  });

  test("is done when it is not there any more after an attempt that may have done it", async () => {
    const acc = answering({ status: 503, code: 503 }, { status: 404, code: 404 });

    await expect(call(acc)).resolves.toBeUndefined();
    expect(acc.requests).toBe(2);
  });

  test("fails when it was not there in the first place", async () => {
    await expect(call(answering({ status: 404, code: 404 }))).rejects.toThrow(AccNotFoundError);
  });
});

test("what acts anew each time is not sent again, and says that it may have acted", async () => {
  const acc = answering({ status: 503, code: 503 });

  await expect(acc.project("p").provider("v").associate()).rejects.toMatchObject({
    status: 503,
    acted: "maybe",
    retryable: false,
  });
  expect(acc.requests).toBe(1);
});
