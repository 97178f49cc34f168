import { expect, test } from "vitest";

import { GRACE_MS, notOnce, World } from "./push/world.ts";

test("three answers of 500, each proven to have stored nothing, are a refusal", async () => {
  await using world = await World.open();
  const acc = world.client({
    fetch: (input, init) =>
      String(input).endsWith("/metrics")
        ? Promise.resolve(Response.json({ code: 500, message: "broken" }, { status: 500 }))
        : fetch(input, init),
  });
  world.add(1);
  for (let run = 0; run < 9; run++) {
    await world.push({}, acc);
    world.clock.time += GRACE_MS + 1;
  }
  expect(world.outbox.get(1)).toMatchObject({
    state: "rejected",
    message: "the service answered 500 to 3 attempts and stored none of them",
    attempts: [{ settled: "absent" }, { settled: "absent" }, { settled: "absent" }],
  });
});

test("what an earlier run left half sent is never simply sent again", async () => {
  await using world = await World.open();
  world.add(2);
  world.outbox.ledger.begin(1, world.now());
  expect(await world.push()).toMatchObject({ sent: 1, uncertain: 1 });
  const results = await world.pushUntilDone();
  expect(results).toHaveLength(3);
  expect(notOnce(world.stored(), 2)).toEqual({});
});

test("a lost reply is settled by looking: the service has the metric once", async () => {
  await using world = await World.open(["lose-reply:1x"]);
  world.add(3);
  expect(await world.push()).toMatchObject({ sent: 2, settled: 1, uncertain: 0 });
  expect(notOnce(world.stored(), 3)).toEqual({});
  expect(world.outbox.list().map(({ receipt }) => receipt)).toEqual(["sent", "sent", "sent"]);
  expect(world.outbox.get(1)?.attempts).toMatchObject([{ outcome: "uncertain", settled: "present" }]);
});

test("absence counts when seen twice, one grace apart, and the first time one grace after the attempt", async () => {
  await using world = await World.open(["503:1x@POST /installations"]);
  world.add(1);
  const states: [atMs: number, state: string | undefined][] = [];
  const began = world.clock.time;
  for (const wait of [0, GRACE_MS - 1, 1, GRACE_MS - 1]) {
    world.clock.time += wait;
    await world.push();
    states.push([world.clock.time - began, world.outbox.get(1)?.state]);
  }
  expect(states).toEqual([
    [0, "uncertain"],
    [59_999, "uncertain"],
    [60_000, "uncertain"],
    [119_999, "uncertain"],
  ]);
  world.clock.time += 1;
  expect(await world.push()).toMatchObject({ sent: 1, uncertain: 0 });
  expect(world.outbox.get(1)?.attempts).toMatchObject([
    { outcome: "uncertain", status: 503, settled: "absent" },
    { outcome: "done", status: 201 },
  ]);
  expect(notOnce(world.stored(), 1)).toEqual({});
});

test("tells when another push can do more", async () => {
  await using world = await World.open(["503:1x@POST /installations"]);
  world.add(1);
  expect((await world.push()).next_run_at).toBe("2024-06-01T00:01:00Z");
  world.clock.time += 2 * GRACE_MS;
  expect((await world.push()).next_run_at).toBe("2024-06-01T00:03:00Z");
  world.clock.time += 2 * GRACE_MS;
  expect((await world.push()).next_run_at).toBeUndefined();
});

test("an attempt that arrives after it was proven absent is reported until the second metric is gone", async () => {
  await using world = await World.open(["503:1x@POST /installations"]);
  world.add(1);
  const results = await world.pushUntilDone();
  expect(results.at(-1)).toMatchObject({ queue: { done: 1 }, problems: [] });
  const late = world.insert();
  world.clock.time += GRACE_MS;
  expect((await world.push()).problems).toEqual([
    {
      id: 1,
      state: "done",
      message: `the service has it more than once: besides metric ${world.outbox.get(1)?.metric_id} also metric ${late}, counted in every sum`,
    },
  ]);
  world.sandbox.metrics.delete(late);
  expect((await world.push()).problems).toEqual([]);
  world.clock.time += 24 * 3_600_000;
  const acc = world.client({ token: await world.sandbox.issueToken("admin") });
  expect((await world.push({}, acc)).requests).toBe(1);
  expect((await world.push({}, acc)).requests).toBe(0);
});

test("an equal metric that was there before is no proof that ours arrived", async () => {
  await using world = await World.open(["503:1x@POST /installations"]);
  const theirs = world.insert();
  world.outbox.add(world.entries(1), { now: world.now, allowDuplicate: true });
  expect(await world.push()).toMatchObject({ settled: 0, uncertain: 1 });
  await world.pushUntilDone();
  expect(world.stored()).toHaveLength(2);
  expect(world.outbox.get(1)?.metric_id).not.toBe(theirs);
});

test("a lost attempt of a wanted duplicate that arrives late, before it is sent again, is its metric", async () => {
  await using world = await World.open(["503:1x@POST /installations"]);
  world.outbox.add(world.entries(1), { now: world.now, allowDuplicate: true });
  await world.push();
  world.clock.time += GRACE_MS;
  await world.push();
  world.clock.time += GRACE_MS;
  const [lost] = world.outbox.ledger.uncertain({ limit: 1 });
  expect(lost?.id).toBe(1);
  world.outbox.ledger.settleAbsent(1, { asked: world.now(), answered: world.now() }, GRACE_MS);
  const late = world.insert();
  expect(await world.push()).toMatchObject({ sent: 0, settled: 1 });
  expect(world.outbox.get(1)).toMatchObject({ state: "done", metric_id: late, receipt: "sent" });
  expect(world.stored()).toHaveLength(1);
});

test("a search that shows nothing is no proof that nothing arrived", async () => {
  await using world = await World.open(["lose-reply:3x"]);
  const acc = world.client({
    fetch: (input, init) =>
      String(input).includes("/metrics/search")
        ? Promise.resolve(
            Response.json({
              size_of_page: 0,
              number_of_page: Number(new URL(String(input)).searchParams.get("page")),
              total_elements: 0,
              total_pages: 1,
              content: [],
              links: [],
            }),
          )
        : fetch(input, init),
  });
  world.add(3);
  expect(await world.push({}, acc)).toMatchObject({ sent: 0, uncertain: 3 });
  world.clock.time += GRACE_MS;
  expect(await world.push({}, acc)).toMatchObject({ sent: 0, settled: 3, uncertain: 0 });
  expect(notOnce(world.stored(), 3)).toEqual({});
});

test("an equal metric that came while a wanted duplicate waited is no proof that ours arrived", async () => {
  await using world = await World.open(["503:1x@POST /installations"]);
  const tooMany = world.client({
    fetch: (input, init) =>
      String(input).endsWith("/metrics")
        ? Promise.resolve(Response.json({}, { status: 429 }))
        : fetch(input, init),
  });
  world.outbox.add(world.entries(1), { now: world.now, allowDuplicate: true });
  expect(await world.push({}, tooMany)).toMatchObject({ pending: 1 });
  const theirs = world.insert();
  world.clock.time += GRACE_MS;
  expect(await world.push()).toMatchObject({ settled: 0, uncertain: 1 });
  await world.pushUntilDone();
  expect(world.outbox.get(1)?.metric_id).not.toBe(theirs);
  expect(world.stored()).toHaveLength(2);
});

test("a clock that was a year ahead and is set right holds nothing up", async () => {
  await using world = await World.open(["503:1x@POST /installations"]);
  const year = 365 * 24 * 3_600_000;
  const clock = { now: () => Date.UTC(2024, 5, 1), wait: async () => {}, random: () => 0.5 };
  const acc = world.client({ clock });
  const waits = world.client({
    clock,
    fetch: (input, init) =>
      String(input).endsWith("/metrics")
        ? Promise.resolve(Response.json({}, { status: 429 }))
        : fetch(input, init),
  });
  world.add(2);
  world.clock.time += year;
  world.clock.serviceBehindMs = year;
  expect(await world.push({ limit: 1 }, acc)).toMatchObject({ uncertain: 1 });
  expect(await world.push({}, waits)).toMatchObject({ uncertain: 1, pending: 1 });
  world.clock.time -= year;
  world.clock.serviceBehindMs = 0;
  await world.pushUntilDone();
  expect(world.outbox.counts()).toMatchObject({ done: 2 });
  expect(notOnce(world.stored(), 2)).toEqual({});
});
