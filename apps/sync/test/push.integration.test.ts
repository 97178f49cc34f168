import { AccStoreError } from "@argo-acc/store/outbox";
import { expect, test } from "vitest";

import type { PushEvent } from "../src/push/push.ts";
import { notOnce, World } from "./push/world.ts";

test("sends what is queued, each once, and looks up 50 in one request", async () => {
  await using world = await World.open();
  world.add(120);
  const result = await world.push();
  expect(result).toMatchObject({ requests: 123, sent: 120, already_present: 0, uncertain: 0, pending: 0 });
  expect(result.queue.done).toBe(120);
  expect(notOnce(world.stored(), 120)).toEqual({});
  const [first] = world.stored();
  expect(world.outbox.get(1)).toMatchObject({
    state: "done",
    receipt: "sent",
    metric_id: first?.id,
    attempts: [{ outcome: "done", status: 201, settled: null }],
  });
  expect(await world.push()).toMatchObject({ requests: 0, sent: 0 });
});

test("keeps group and user as they were queued, empty or absent", async () => {
  await using world = await World.open();
  const [entry] = world.entries(1);
  if (entry === undefined) throw new Error("no entry");
  const { user_id: _, ...bare } = entry;
  const variants = [
    bare,
    { ...bare, group_id: "" },
    { ...bare, user_id: "" },
    { ...bare, group_id: "2024-01-01T00:00:00Z" },
  ];
  world.outbox.add(variants, { now: world.now });
  expect(await world.push()).toMatchObject({ sent: 4, conflict: 0, already_present: 0 });
  const ids = new Set(world.outbox.list().map(({ metric_id }) => metric_id));
  const stored = world.sandbox.metrics.find(({ id }) => ids.has(id));
  expect(stored.map(({ group_id, user_id }) => [group_id, user_id])).toEqual([
    [undefined, undefined],
    ["", undefined],
    [undefined, ""],
    ["2024-01-01T00:00:00Z", undefined],
  ]);
});

test.each([
  ["429", () => Response.json({}, { status: 429, headers: { "retry-after": "120" } }), "pending"],
  ["408", () => Response.json({}, { status: 408 }), "uncertain"],
  [
    "a redirect",
    () => new Response(null, { status: 302, headers: { location: "https://x.example.org/" } }),
    "uncertain",
  ],
  ["200", () => Response.json({ metric_id: "1" }), "uncertain"],
  ["201 with another body", () => Response.json({ ok: true }, { status: 201 }), "uncertain"],
  ["201 with half a body", () => new Response('{"metric_id":', { status: 201 }), "uncertain"],
  ["502 with HTML", () => new Response("<html>", { status: 502 }), "uncertain"],
  ["409", () => Response.json({ code: 409, message: "exists" }, { status: 409 }), "rejected"],
  ["413", () => new Response(null, { status: 413 }), "rejected"],
  ["403", () => Response.json({ code: 403, message: "no" }, { status: 403 }), "rejected"],
])("%s leaves the entry as the table says", async (_, answer, state) => {
  await using world = await World.open();
  const acc = world.client({
    fetch: (input, init) =>
      String(input).endsWith("/metrics") ? Promise.resolve(answer()) : fetch(input, init),
  });
  world.add(1);
  await world.push({}, acc);
  expect(world.outbox.get(1)?.state).toBe(state);
});

test("the run ends when it is told to, and the next one goes on", async () => {
  await using world = await World.open();
  world.add(120);
  const controller = new AbortController();
  const events: PushEvent[] = [];
  const reason = new Error("enough");
  const result = await world.push({
    signal: controller.signal,
    onEvent(event) {
      events.push(event);
      if (event.type === "entry") controller.abort(reason);
    },
  });
  expect(result.stopped).toEqual({ why: "it was told to end", error: reason });
  expect(result.sent).toBeGreaterThanOrEqual(1);
  expect(result.sent).toBeLessThanOrEqual(5);
  expect(result.uncertain).toBe(0);
  expect(await world.push()).toMatchObject({ sent: 120 - result.sent });
  expect(notOnce(world.stored(), 120)).toEqual({});
});

test("sends at most as many as it may", async () => {
  await using world = await World.open();
  world.add(60);
  expect(await world.push({ limit: 7 })).toMatchObject({ sent: 7, pending: 53 });
});

test("a second push of the same outbox is refused", async () => {
  await using world = await World.open();
  const held = await world.outbox.ledger.lock("argo-acc push");
  await expect(world.push()).rejects.toThrow(AccStoreError);
  await expect(world.push()).rejects.toThrow(/another run holds .*: argo-acc push, process/);
  held.release();
  expect(await world.push()).toMatchObject({ requests: 0 });
});

test("an outbox of another service is not pushed", async () => {
  await using world = await World.open();
  await using other = await World.open();
  await expect(world.push({}, other.acc)).rejects.toThrow(`is queued for ${world.sandbox.endpoint}, not for`);
});
