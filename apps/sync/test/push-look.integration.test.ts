import { AccResponseError } from "@argo-acc/core";
import { expect, test } from "vitest";

import { notOnce, World } from "./push/world.ts";

test("what the service has already is done without being sent", async () => {
  await using world = await World.open();
  const id = world.insert();
  world.add(2);
  expect(await world.push()).toMatchObject({ sent: 1, already_present: 1 });
  expect(world.outbox.get(1)).toMatchObject({
    state: "done",
    receipt: "already_present",
    metric_id: id,
    attempts: [],
  });
  expect(notOnce(world.stored(), 2)).toEqual({});
});

test("a wanted duplicate is sent although the service has it, and each of several is matched to one metric", async () => {
  await using world = await World.open(["lose-reply:2x"]);
  world.insert();
  world.outbox.add([...world.entries(1), ...world.entries(1)], {
    now: world.now,
    allowDuplicate: true,
  });
  expect(await world.push({ concurrency: 1 })).toMatchObject({
    sent: 0,
    settled: 2,
    already_present: 0,
    uncertain: 0,
  });
  expect(world.stored()).toHaveLength(3);
  expect(new Set(world.outbox.list().map(({ metric_id }) => metric_id)).size).toBe(2);
});

test("of equal entries, a plain one takes the metric that is there, and a wanted duplicate is sent", async () => {
  await using world = await World.open();
  world.insert();
  world.add(1);
  world.outbox.add(world.entries(1), { now: world.now, allowDuplicate: true });
  expect(await world.push()).toMatchObject({ sent: 1, already_present: 1 });
  expect(world.stored()).toHaveLength(2);
});

test("another value upstream is a conflict with both values, and is sent when wanted", async () => {
  await using world = await World.open();
  const id = world.insert({ value: 7 });
  world.outbox.add(world.entries(2), { now: world.now, source: "may.csv" });
  const result = await world.push();
  expect(result).toMatchObject({ sent: 1, conflict: 1 });
  expect(result.problems).toEqual([
    {
      id: 1,
      state: "conflict",
      source: "may.csv",
      message: `value 1, but metric ${id} has 7 for the same period, group and user`,
    },
  ]);
  expect(world.outbox.get(1)).toMatchObject({
    state: "conflict",
    conflict: { value: 7, metric_id: id, entry: null },
  });
  world.outbox.retry(1);
  expect(await world.push({ onConflict: "add" })).toMatchObject({ sent: 1, conflict: 0 });
});

test("another value in the queue is a conflict: the entry that was queued first is sent", async () => {
  await using world = await World.open();
  world.outbox.add([...world.entries(1), ...world.entries(1, { value: 5 })], { now: world.now });
  const result = await world.push();
  expect(result).toMatchObject({ sent: 1, conflict: 1 });
  expect(result.problems[0]?.message).toBe(
    "value 5, but entry #1 is queued with 1 for the same period, group and user",
  );
  expect(world.stored().map(({ value }) => value)).toEqual([1]);
});

test("where search is refused, the lists of the installation tell what is there", async () => {
  await using world = await World.open(["lose-reply:1x"]);
  const id = world.insert();
  const other = world.insert({ time_period_end: "2024-01-01T02:00:00Z", value: 9 });
  const acc = world.client({
    fetch: (input, init) =>
      String(input).includes("/metrics/search")
        ? Promise.resolve(Response.json({ code: 403, message: "no" }, { status: 403 }))
        : fetch(input, init),
  });
  world.outbox.add(
    [
      ...world.entries(3),
      ...world.entries(1, { time_period_end: "2024-01-01T02:00:00Z", value: 8 }),
      ...world.entries(1, {
        time_period_start: "2024-01-31T23:00:00Z",
        time_period_end: "2024-02-01T00:00:00Z",
      }),
    ],
    { now: world.now },
  );
  const result = await world.push({}, acc);
  expect(result).toMatchObject({ already_present: 1, sent: 2, settled: 1, conflict: 1, uncertain: 0 });
  expect(world.outbox.get(1)?.metric_id).toBe(id);
  expect(world.outbox.get(4)?.conflict).toEqual({ value: 9, metric_id: other, entry: null });
});

test("without any look nothing is sent, and the entry says why", async () => {
  await using world = await World.open();
  const acc = world.client({
    fetch: (input, init) =>
      init?.method === "POST" && !String(input).includes("/metrics/search")
        ? fetch(input, init)
        : Promise.resolve(Response.json({ code: 403, message: "no" }, { status: 403 })),
  });
  world.add(2);
  const result = await world.push({}, acc);
  expect(result).toMatchObject({ sent: 0, pending: 2, queue: { pending: 2 } });
  expect(result.problems[0]?.message).toMatch(
    /^not sent, since it could not be looked up: GET \/installations/,
  );
  expect(world.stored()).toEqual([]);
});

test("a period with more metrics than one answer holds is looked up by group and user", async () => {
  await using world = await World.open();
  for (let user = 0; user < 1001; user++) world.insert({ user_id: `user-${user}` });
  const id = world.insert();
  world.outbox.add([...world.entries(1), ...world.entries(1, { user_id: "user-1001" })], { now: world.now });
  expect(await world.push()).toMatchObject({ requests: 3, already_present: 1, sent: 1 });
  expect(world.outbox.get(1)?.metric_id).toBe(id);
});

test("a metric that cannot be looked up does not keep the others from being sent", async () => {
  await using world = await World.open();
  for (let copy = 0; copy < 1001; copy++) world.insert();
  world.add(5);
  const result = await world.push();
  expect(result).toMatchObject({ sent: 4, pending: 1 });
  expect(result.problems).toMatchObject([{ id: 1, state: "pending" }]);
  expect(result.problems[0]?.message).toContain("the service counts 1001 and gives 1000");
});

test("an entry whose look fails is not sent", async () => {
  await using world = await World.open(["503@POST /metrics/search"]);
  world.add(10);
  const result = await world.push();
  expect(result.stopped?.error).toBeInstanceOf(AccResponseError);
  expect(result).toMatchObject({ sent: 0, pending: 10 });
  expect(world.stored()).toEqual([]);
});

test("a metric that belongs to one entry is not taken for another's", async () => {
  await using world = await World.open();
  world.add(1);
  world.outbox.ledger.postpone(1, world.now() + 1, "a test");
  world.outbox.add(world.entries(1), { now: world.now, allowDuplicate: true });
  expect(await world.push()).toMatchObject({ sent: 1, pending: 1 });
  world.clock.time += 1;
  expect(await world.push()).toMatchObject({ sent: 1, already_present: 0 });
  expect(world.stored()).toHaveLength(2);
});

test("an entry that somebody drops while it is looked up is not sent, and the others are", async () => {
  await using world = await World.open();
  world.insert();
  world.add(3);
  const acc = world.client({
    fetch: (input, init) => {
      if (String(input).includes("/metrics/search")) {
        for (const id of [1, 2])
          if (world.outbox.get(id)?.state === "pending") world.outbox.drop(id, "a test");
      }
      return fetch(input, init);
    },
  });
  expect(await world.push({}, acc)).toMatchObject({
    sent: 1,
    already_present: 0,
    queue: { dropped: 2, done: 1 },
  });
});

test("metrics that no answer can hold do not keep others from being looked up and sent", async () => {
  await using world = await World.open();
  const [, gone = ""] = world.sandbox.state.definitions.keys();
  const acc = world.client({
    fetch: (input, init) =>
      String(init?.body).includes(gone) && String(input).includes("/metrics/search")
        ? Promise.resolve(Response.json({ code: 500, message: "no such definition" }, { status: 500 }))
        : fetch(input, init),
  });
  world.outbox.add([...world.entries(5, { metric_definition_id: gone }), ...world.entries(20)], {
    now: world.now,
  });
  const result = await world.push({}, acc);
  expect(result).toMatchObject({ sent: 20, pending: 5 });
  expect(result.stopped).toBeUndefined();
  expect(result.problems.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5]);
});

test("a service that answers 500 to every search is not asked about each entry", async () => {
  await using world = await World.open();
  const acc = world.client({
    fetch: (input, init) =>
      String(input).includes("/metrics/search")
        ? Promise.resolve(Response.json({ code: 500, message: "broken" }, { status: 500 }))
        : fetch(input, init),
  });
  world.add(50);
  const result = await world.push({}, acc);
  expect(result.stopped?.error).toBeInstanceOf(AccResponseError);
  expect(result).toMatchObject({ requests: 10, sent: 0, pending: 50, problems: [] });
});

test("where search gives fewer rows than it counts, the lists of the installation tell what is there", async () => {
  await using world = await World.open();
  const id = world.insert();
  const acc = world.client({
    async fetch(input, init) {
      const answer = await fetch(input, init);
      if (!String(input).includes("/metrics/search")) return answer;
      const page: object = Object.assign({}, await answer.json());
      return Response.json({ ...page, size_of_page: 0, content: [] });
    },
  });
  world.add(50);
  expect(await world.push({}, acc)).toMatchObject({ sent: 49, already_present: 1, pending: 0 });
  expect(world.outbox.get(1)?.metric_id).toBe(id);
});
