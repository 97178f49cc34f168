import { closeSync, openSync, writeSync } from "node:fs";

import { type Mirror, openMirror } from "@argo-acc/store/mirror";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { pull } from "../src/pull/pull.ts";
import { verifyOffline } from "../src/verify/index.ts";
import { chancesFrom } from "./pull-support/chances.ts";
import { type PullWorld, pullWorld } from "./pull-support/pull-world.ts";
import { editUpstream } from "./pull-support/upstream-edits.ts";

const SMALL = { projects: 1, providers: 2, installations: 3, months: 4, metrics: 120 };

test.each([1, 2, 3, 4, 5, 6])(
  "whatever is edited upstream, and whenever pulls are stopped, no law is broken (seed %i)",
  async (seed) => {
    await using world = await pullWorld({ dataset: SMALL });
    const below = chancesFrom(seed);
    for (let round = 0; round < 8; round++) {
      let requests = 0;
      const stop = new AbortController();
      const last = below(3) === 0 ? 3 + below(20) : Number.POSITIVE_INFINITY;
      const acc = world.as("pa", {
        fetch: (...call) => {
          if (++requests > last) stop.abort(new Error("stopped"));
          if (below(6) === 0) editUpstream(world.sandbox, below);
          return fetch(...call);
        },
      });
      const options = { full: below(2) === 0, signal: stop.signal, maxGone: 1000 };
      const ended = await pull(acc, world.mirror, options).catch((error: unknown) => String(error));
      expect(["Error: stopped", "object"]).toContain(typeof ended === "string" ? ended : typeof ended);
      expect(verifyOffline(world.mirror)).toMatchObject({ sound: true, problems: [] });
    }
  },
);

describe("what is wrong in the file is found", () => {
  let world: PullWorld;
  beforeEach(async () => {
    world = await pullWorld({ dataset: SMALL });
    await pull(world.as("pa"), world.mirror);
    const [changed, gone] = world.sandbox.metrics.list();
    world.sandbox.metrics.change(changed?.id ?? "", { value: 1, group_id: "g", user_id: "u" });
    world.sandbox.metrics.delete(gone?.id ?? "");
    await pull(world.as("pa"), world.mirror);
  });
  afterEach(() => world[Symbol.asyncDispose]());

  test("nothing, in a mirror that nobody edited", () => {
    expect(verifyOffline(world.mirror)).toMatchObject({ sound: true, damaged: false, metrics: 119 });
  });

  const RECOUNT =
    "UPDATE metric_path SET metrics = (SELECT count(*) FROM metric WHERE path = key AND gone_run IS NULL)";
  const FIRST = "WHERE id = (SELECT min(id) FROM metric WHERE gone_run IS NULL AND first_run = 1)";
  /** What follows is not remembered. */
  const UNSEEN = "DROP TRIGGER metric_changed; DROP TRIGGER metric_removed;";

  test.each<readonly [what: string, sql: string, laws: readonly string[], example: RegExp]>([
    [
      "a metric of no installation",
      `UPDATE metric SET path = 99 ${FIRST}`,
      ["references", "counts"],
      /^metric /,
    ],
    ["a metric of no definition", `UPDATE metric SET context = 99 ${FIRST}`, ["references"], /^metric /],
    ["a metric of no group", "DELETE FROM metric_label WHERE text = 'g'", ["references"], /^metric /],
    ["a metric of no user", "DELETE FROM metric_label WHERE text = 'u'", ["references"], /^metric /],
    ["a past of no definition", "UPDATE metric_was SET context = 99", ["references"], /^metric /],
    [
      "a wrong count",
      "UPDATE metric_path SET metrics = metrics + 1, stale = 0 WHERE key = 1",
      ["counts"],
      /counted, /,
    ],
    ["a wrong sum", "UPDATE month_usage SET total = total + 0.5 WHERE path = 1", ["sums"], /^installation /],
    ["a sum that is missing", "DELETE FROM month_usage WHERE path = 1", ["sums"], /^installation /],
    [
      "a sum that is not told to be old",
      "UPDATE metric SET value = 5; UPDATE metric_path SET stale = 0",
      ["sums"],
      /^installation /,
    ],
    [
      "a metric that is shown twice",
      `INSERT INTO metric SELECT path, start_ms + 1, id, end_ms, value, special, context,
       group_label, user_label, first_run, gone_run, extra FROM metric ${FIRST}; ${RECOUNT}`,
      ["repeated", "conservation"],
      /^metric /,
    ],
    ["a run that is missing", "DELETE FROM run WHERE id = 1", ["history"], / /],
    [
      "a metric gone before it was seen",
      "UPDATE metric SET gone_run = 1, first_run = 2 WHERE gone_run IS NOT NULL",
      ["history"],
      /^metric /,
    ],
    ["a change before the first sight", "UPDATE metric_was SET first_run = run", ["history"], /^metric /],
    ["a past that was gone later", "UPDATE metric_was SET gone_run = run", ["history"], /^metric /],
    [
      "a metric that was taken away",
      `${UNSEEN} DELETE FROM metric ${FIRST}; ${RECOUNT}`,
      ["conservation"],
      /^run \d: /,
    ],
    [
      "a metric that no run added",
      `INSERT INTO metric SELECT path, start_ms, x'aa', end_ms, value, special, context,
       group_label, user_label, first_run, gone_run, extra FROM metric ${FIRST}; ${RECOUNT}`,
      ["conservation"],
      /^run 1: /,
    ],
    [
      "a past that was taken away",
      `${UNSEEN} DELETE FROM metric_was; UPDATE metric SET first_run = 2 WHERE value = 1`,
      ["conservation"],
      /^run 1: /,
    ],
    [
      "a run that counts otherwise",
      "UPDATE run SET gone = gone + 1 WHERE id = 2",
      ["conservation"],
      /^run 2: /,
    ],
  ])("%s", (_what, sql, laws, example) => {
    world.mirror.database.pragma("foreign_keys = OFF");
    world.mirror.database.exec(sql);
    const { sound, damaged, problems } = verifyOffline(world.mirror);
    expect({ sound, damaged }).toStrictEqual({ sound: false, damaged: false });
    expect(problems.map(({ law }) => law)).toStrictEqual(expect.arrayContaining([...laws]));
    const first = problems.find(({ law }) => law === laws[0]);
    expect(first?.examples.length).toBeGreaterThan(0);
    expect(first?.examples[0]).toMatch(example);
  });

  test("the cures of counts and sums are right", () => {
    world.mirror.database.exec("UPDATE metric_path SET metrics = 1; UPDATE month_usage SET total = 1");
    world.mirror.database.exec("UPDATE metric_path SET stale = 0");
    for (const { cure } of verifyOffline(world.mirror).problems) {
      world.mirror.database.exec(/^sqlite3 .* "(.*)"/.exec(cure)?.[1] ?? "no SQL");
    }
    expect(verifyOffline(world.mirror).problems).toStrictEqual([]);
  });

  test("no cure costs the history without saying so", () => {
    world.mirror.database.exec("UPDATE metric SET context = 99; DELETE FROM run WHERE id = 1");
    const cures = verifyOffline(world.mirror).problems.map(({ cure }) => cure);
    for (const cure of cures.filter((one) => /new mirror|delete|remove/.test(one))) {
      expect(cure).toContain("history of this one is lost");
    }
    expect(cures.join()).toContain("restore a backup");
  });
});

test("a file that SQLite finds damaged is said to be, and nothing else of it", async () => {
  await using world = await pullWorld({ dataset: SMALL });
  const [metric] = world.sandbox.metrics.list();
  world.sandbox.metrics.change(metric?.id ?? "", { group_id: "g" });
  await pull(world.as("pa"), world.mirror);
  breakIndex(world.mirror);
  using mirror = openMirror(world.mirror.path, { readonly: true });
  const { sound, damaged, problems } = verifyOffline(mirror);
  expect({ sound, damaged }).toStrictEqual({ sound: false, damaged: true });
  expect(problems).toMatchObject([{ law: "file", cure: expect.stringContaining("backup") }]);
});

/** Changes the last byte of the first page of an index: what it says of its first row. */
function breakIndex({ database, path }: Mirror): void {
  const [page] = database
    .prepare<[], number>("SELECT rootpage FROM sqlite_schema WHERE name = 'sqlite_autoindex_metric_label_1'")
    .pluck()
    .all();
  const size = Number(database.pragma("page_size", { simple: true }));
  database.pragma("wal_checkpoint(TRUNCATE)");
  const file = openSync(path, "r+");
  writeSync(file, Buffer.of(0x55), 0, 1, (page ?? 0) * size - 1);
  closeSync(file);
}
