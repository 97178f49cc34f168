import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";

import { expect, test } from "vitest";

import { notOnce, World } from "./push/world.ts";

test("300 entries through a network that loses every third reply: each arrives exactly once", async () => {
  await using world = await World.open(["lose-reply:0.3", "503:0.1@POST /installations"]);
  world.add(300);
  const results = await world.pushUntilDone();
  expect(results.at(-1)).toMatchObject({ pending: 0, uncertain: 0, problems: [] });
  expect(world.outbox.counts()).toMatchObject({ done: 300, rejected: 0, conflict: 0 });
  expect(notOnce(world.stored(), 300)).toEqual({});
});

test("the same with a sender that repeats what has no answer: the service has duplicates", async () => {
  await using world = await World.open(["lose-reply:0.3", "503:0.1@POST /installations"]);
  const metrics = world.acc.installation(world.installation).metrics;
  for (const { metric_definition_id, time_period_start, time_period_end, value } of world.entries(300)) {
    const metric = { metric_definition_id, time_period_start, time_period_end, value, user_id: "outbox" };
    let isStored = false;
    while (!isStored) {
      isStored = await metrics.add(metric).then(
        () => true,
        () => false,
      );
    }
  }
  expect(world.stored().length).toBeGreaterThan(350);
});

test("a push killed at random moments: the next ones send each entry exactly once", async () => {
  await using world = await World.open(["delay:5ms@POST /installations"], Date.now());
  world.add(300);
  const child = join(import.meta.dirname, "push", "push-child.ts");
  for (let kill = 0; kill < 4; kill++) {
    const before = world.sandbox.requests.count;
    const running = spawn(process.execPath, [child, world.sandbox.endpoint, world.outbox.path], {
      env: { ...process.env, ARGO_ACC_TOKEN: world.sandbox.tokens.admin },
      stdio: ["ignore", "ignore", "inherit"],
    });
    const ended = once(running, "exit");
    while (world.sandbox.requests.count < before + 20 && running.exitCode === null) await setTimeout(2);
    await setTimeout(Math.random() * 20);
    running.kill("SIGKILL");
    expect(await ended).toEqual([null, "SIGKILL"]);
  }
  const { sending, uncertain } = world.outbox.counts();
  expect(sending + uncertain).toBeGreaterThan(0);
  world.clock.time = Date.now();
  const results = await world.pushUntilDone();
  expect(results.at(-1)?.queue).toMatchObject({ done: 300 });
  expect(notOnce(world.stored(), 300)).toEqual({});
});
