import { AccAuthenticationError, AccNetworkError, AccResponseError } from "@argo-acc/core";
import { expect, test } from "vitest";

import { notOnce, World } from "./push/world.ts";

test("what is refused is rejected with the service's words, and blocks no other", async () => {
  await using world = await World.open();
  const unknown = "0".repeat(24);
  const other = [...world.sandbox.state.installations.keys()][1] ?? "";
  world.outbox.add(
    [
      ...world.entries(1, { installation_id: unknown }),
      ...world.entries(1, { installation_id: unknown, value: 2 }),
      ...world.entries(1, { installation_id: other }),
    ],
    { now: world.now },
  );
  const result = await world.push({ concurrency: 1, onConflict: "add" });
  expect(result).toMatchObject({ sent: 1, rejected: 1, pending: 1 });
  expect(result.problems[0]).toMatchObject({ id: 1, state: "rejected" });
  expect(result.problems[0]?.message).toMatch(/^the service refused it: ./);
  expect(world.outbox.get(1)?.attempts).toMatchObject([{ outcome: "rejected", status: 404 }]);
  expect(await world.push()).toMatchObject({ rejected: 1, pending: 0 });
});

test("a period that lies in the future of the service's clock is sent again when that has moved on", async () => {
  await using world = await World.open();
  world.clock.serviceBehindMs = 1000;
  const time_period_end = "2024-06-01T00:00:00Z";
  world.outbox.add(world.entries(1, { time_period_end }), { now: world.now });
  expect(await world.push()).toMatchObject({ sent: 0, rejected: 0, pending: 1 });
  expect(world.outbox.get(1)).toMatchObject({ state: "pending", next_try_at: "2024-06-01T00:05:00Z" });
  expect(await world.push()).toMatchObject({ requests: 0, pending: 1 });
  world.clock.time += 5 * 60_000;
  expect(await world.push()).toMatchObject({ sent: 1, pending: 0 });
});

test("a period that ended an hour ago and is refused is rejected", async () => {
  await using world = await World.open();
  world.outbox.add(world.entries(1, { time_period_end: "2024-06-01T00:00:00Z" }), { now: world.now });
  world.clock.time += 3_600_000;
  world.clock.serviceBehindMs = 3_601_000;
  expect(await world.push()).toMatchObject({ rejected: 1, pending: 0 });
});

test("a service that is not there leaves everything pending", async () => {
  await using world = await World.open();
  world.add(3);
  const gone = await World.open();
  await gone[Symbol.asyncDispose]();
  const acc = world.client({
    fetch: (input, init) =>
      String(input).endsWith("/metrics") ? fetch(gone.sandbox.endpoint, init) : fetch(input, init),
  });
  expect(await world.push({}, acc)).toMatchObject({ pending: 3, uncertain: 0 });
  await world.sandbox.close();
  world.clock.time += 60_000;
  const result = await world.push();
  expect(result.stopped?.error).toBeInstanceOf(AccNetworkError);
  expect(result).toMatchObject({ pending: 3, uncertain: 0 });
});

test("after five requests without an answer and nothing arrived, the run stops", async () => {
  await using world = await World.open(["503@POST /installations"]);
  world.add(20);
  const result = await world.push({ concurrency: 1 });
  expect(result).toMatchObject({ sent: 0, uncertain: 5, pending: 15 });
  expect(result.stopped?.why).toBe("5 requests in a row had no answer, and none of them arrived");
  expect(result.stopped?.error).toBeInstanceOf(AccResponseError);
});

test("goes on through lost replies while the service stores", async () => {
  await using world = await World.open(["lose-reply"]);
  world.add(20);
  const result = await world.push();
  expect(result.stopped).toBeUndefined();
  expect(result).toMatchObject({ settled: 20, uncertain: 0 });
  expect(notOnce(world.stored(), 20)).toEqual({});
});

test("a refused token stops the run, and nothing is lost", async () => {
  await using world = await World.open(["expired-token@POST /installations"]);
  world.add(10);
  const result = await world.push({ concurrency: 2 });
  expect(result.stopped?.error).toBeInstanceOf(AccAuthenticationError);
  expect(result).toMatchObject({ sent: 0, uncertain: 0, pending: 10 });
});

test("a service that asks to wait for ever is asked again after a day", async () => {
  await using world = await World.open();
  const headers = { "retry-after": "99999999999999999999" };
  const acc = world.client({
    fetch: (input, init) =>
      String(input).endsWith("/metrics")
        ? Promise.resolve(Response.json({}, { status: 429, headers }))
        : fetch(input, init),
  });
  world.add(1);
  expect(await world.push({}, acc)).toMatchObject({ pending: 1, next_run_at: "2024-06-02T00:00:00Z" });
});

test("an answer that names a metric which was there before is no receipt", async () => {
  await using world = await World.open();
  const theirs = world.insert();
  const acc = world.client({
    fetch: (input, init) =>
      String(input).endsWith("/metrics")
        ? Promise.resolve(
            Response.json(
              { ...world.entries(1)[0], metric_id: theirs, installation_id: undefined },
              { status: 201 },
            ),
          )
        : fetch(input, init),
  });
  world.outbox.add(world.entries(1), { now: world.now, allowDuplicate: true });
  expect(await world.push({}, acc)).toMatchObject({ sent: 0, uncertain: 1 });
  expect(world.outbox.get(1)?.message).toBe(`the answer names metric ${theirs}, which was there before`);
  await world.pushUntilDone();
  expect(world.stored()).toHaveLength(2);
});
