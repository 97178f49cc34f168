import { AccTokenError } from "@argo-acc/core";
import { SERVICE_VERSIONS, type StoredMetric } from "@argo-acc/sandbox";
import { type Mirror, openMirror } from "@argo-acc/store/mirror";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { pull } from "../src/pull/pull.ts";
import { verify, type VerifyOptions, type VerifyResult } from "../src/verify/index.ts";
import { IMPATIENT, intercept, refusal } from "./pull-support/intercept.ts";
import { type PullWorld, pullWorld } from "./pull-support/pull-world.ts";

const SMALL = { projects: 1, providers: 2, installations: 3, months: 4, metrics: 120 };

/** The same: whatever there is, it is equal and complete. */
const CLEAN = { equal: true, complete: true, differences: [], not_compared: [] };

function check(
  { as, mirror }: PullWorld,
  options: VerifyOptions & { readonly role?: string; readonly fetch?: typeof fetch } = {},
): Promise<VerifyResult> {
  const { role = "pa", fetch = globalThis.fetch, ...rest } = options;
  return verify(as(role, { clock: IMPATIENT, fetch }), mirror, rest);
}

/** The windows that differ, and the metrics behind them, in few words. */
function told({ differences }: VerifyResult): string[] {
  return differences.flatMap(({ windows, metrics }) => [
    ...windows.map(({ window, capacity }) => (capacity ? `${window}, capacity` : window)),
    ...metrics.map(({ id, problem, fields }) =>
      [id, problem, ...fields.map(({ field, mirror, service }) => `${field} ${mirror} ${service}`)].join(" "),
    ),
  ]);
}

function someMetric({ sandbox }: PullWorld, isWanted: (metric: StoredMetric) => boolean = () => true) {
  const [metric] = sandbox.metrics.find(isWanted);
  if (metric === undefined) throw new Error("the service has no such metric");
  return metric;
}

/** A metric like another one at the service, but for some fields. */
function insertLike({ sandbox }: PullWorld, like: StoredMetric, fields: Partial<StoredMetric>): string {
  const { metric_definition_id, time_period_start, time_period_end, value } = like;
  const added = { metric_definition_id, time_period_start, time_period_end, value, ...fields };
  return sandbox.metrics.insert(like.installation_id, added);
}

/** Changes one row of the file by hand. */
function edit({ database }: Mirror, sql: string, { id }: { readonly id: string }): void {
  expect(database.prepare(`${sql} WHERE lower(hex(id)) = ?`).run(id).changes).toBe(1);
}

function monthOf({ time_period_start }: StoredMetric): string {
  return time_period_start.slice(0, 7);
}

describe("what differs is found", () => {
  let world: PullWorld;
  let metric: StoredMetric;
  beforeEach(async () => {
    world = await pullWorld({ dataset: SMALL });
    metric = someMetric(world);
    await pull(world.as("pa"), world.mirror);
  });
  afterEach(() => world[Symbol.asyncDispose]());

  test("nothing, in a mirror that was just pulled, for one report over all time and one a month", async () => {
    world.sandbox.requests.clear();
    const result = await check(world);
    expect(result).toMatchObject({ ...CLEAN, last_run: { id: 1 }, months: { count: 4 } });
    const asked = world.sandbox.requests.list();
    expect(asked.filter(({ path }) => path.endsWith("/report"))).toHaveLength(5);
    expect(result.requests).toBe(asked.length);
  });

  test("a value that was edited in the file, with both values", async () => {
    edit(world.mirror, "UPDATE metric SET value = 12.5", metric);
    expect(told(await check(world))).toStrictEqual([
      monthOf(metric),
      "all time",
      `${metric.id} different value 12.5 ${metric.value}`,
    ]);
  });

  test("a row that was deleted from the file", async () => {
    edit(world.mirror, "DELETE FROM metric", metric);
    expect(told(await check(world))).toContain(`${metric.id} missing here`);
  });

  test("a row that was added to the file", async () => {
    world.mirror.database.exec(
      `INSERT INTO metric SELECT path, start_ms, x'aaaaaaaaaaaaaaaaaaaaaaaa', end_ms, value, special, context, group_label,
         user_label, first_run, gone_run, extra FROM metric LIMIT 1`,
    );
    world.mirror.database.exec("UPDATE metric_path SET stale = 1");
    expect(told(await check(world))).toContain("aaaaaaaaaaaaaaaaaaaaaaaa missing there");
  });

  test("a row that is 0 and was deleted from the file, which only counts tell", async () => {
    const id = insertLike(world, metric, { value: 0 });
    await pull(world.as("pa"), world.mirror);
    edit(world.mirror, "DELETE FROM metric", { id });
    world.mirror.database.exec(
      "UPDATE metric_path SET metrics = (SELECT count(*) FROM metric WHERE path = key AND gone_run IS NULL)",
    );
    expect(told(await check(world))).toStrictEqual([`${id} missing here`]);
  });

  test.each<readonly [string, (world: PullWorld) => string]>([
    ["a metric that was added", (at) => `${insertLike(at, metric, { value: 3 })} missing here`],
    [
      "a metric that was added with the value 0",
      (at) => `${insertLike(at, metric, { value: 0 })} missing here`,
    ],
    [
      "a metric that was deleted",
      ({ sandbox }) => {
        sandbox.metrics.delete(metric.id);
        return `${metric.id} missing there`;
      },
    ],
    [
      "a value that was changed",
      ({ sandbox }) => {
        sandbox.metrics.change(metric.id, { value: 1 });
        return `${metric.id} different value ${metric.value} 1`;
      },
    ],
    [
      "a period that was moved",
      ({ sandbox }) => {
        const [start, end] = ["2021-05-01T00:00:00Z", "2021-05-02T00:00:00Z"];
        sandbox.metrics.change(metric.id, { time_period_start: start, time_period_end: end });
        const [from, to] = [metric.time_period_start, metric.time_period_end];
        return `${metric.id} different time_period_start ${from} ${start} time_period_end ${to} ${end}`;
      },
    ],
  ])("%s after the pull, and gone after the next", async (_what, change) => {
    const line = change(world);
    const result = await check(world);
    expect(result).toMatchObject({ equal: false, complete: true });
    expect(told(result)).toContain(line);
    await pull(world.as("pa"), world.mirror);
    expect(await check(world)).toMatchObject(CLEAN);
  });

  test("two values that were exchanged between months, which leaves the sum over all time", async () => {
    const other = someMetric(
      world,
      (one) =>
        one.installation_id === metric.installation_id &&
        one.metric_definition_id === metric.metric_definition_id &&
        monthOf(one) !== monthOf(metric) &&
        one.value !== metric.value,
    );
    edit(world.mirror, `UPDATE metric SET value = ${other.value}`, metric);
    edit(world.mirror, `UPDATE metric SET value = ${metric.value}`, other);
    const lines = told(await check(world));
    expect(lines).not.toContain("all time");
    expect(lines.toSorted()).toStrictEqual(
      [
        monthOf(metric),
        monthOf(other),
        `${metric.id} different value ${other.value} ${metric.value}`,
        `${other.id} different value ${metric.value} ${other.value}`,
      ].toSorted(),
    );
  });

  test("a changed group, where something else of the same definition differs", async () => {
    world.sandbox.metrics.change(metric.id, { group_id: "another", value: metric.value + 1 });
    const line = told(await check(world)).find((one) => one.startsWith(metric.id));
    expect(line).toMatch(/ group_id .* another/);
  });

  test("a capacity that was registered after the pull, and one that was edited in the file", async () => {
    const { state } = world.sandbox;
    const capacity = {
      id: state.newId(),
      installation_id: metric.installation_id,
      metric_definition_id: metric.metric_definition_id,
      value: 100,
      registered_on: `${monthOf(metric)}-01T00:00:00Z`,
    };
    state.capacities.set(metric.installation_id, [capacity]);
    expect(told(await check(world))).toContain(`${monthOf(metric)}, capacity`);
    await pull(world.as("pa"), world.mirror);
    expect(await check(world)).toMatchObject(CLEAN);
    world.mirror.database.exec("UPDATE capacity SET value = 101");
    const result = await check(world);
    expect(result.equal).toBe(false);
    expect(result.differences.flatMap(({ metrics }) => metrics)).toStrictEqual([]);
  });

  test("a metric across months, and one that no report counts since it is in no year of theirs", async () => {
    const across = insertLike(world, metric, {
      time_period_start: "2020-01-15T00:00:00Z",
      time_period_end: "2020-03-15T00:00:00Z",
      value: 7,
    });
    const early = insertLike(world, metric, {
      time_period_start: "0000-06-01T00:00:00Z",
      time_period_end: "0000-06-02T00:00:00Z",
      value: 8,
    });
    await pull(world.as("pa"), world.mirror);
    expect(await check(world)).toMatchObject(CLEAN);
    edit(world.mirror, "UPDATE metric SET value = 70", { id: across });
    expect(told(await check(world))).toStrictEqual(["all time", `${across} different value 70 7`]);
    edit(world.mirror, "UPDATE metric SET value = 7", { id: across });
    edit(world.mirror, "UPDATE metric SET value = 80", { id: early });
    expect(told(await check(world))).toStrictEqual([`${early} different value 80 8`]);
  });

  test("a metric across the date of a capacity, which no report counts", async () => {
    const { state } = world.sandbox;
    const { installation_id, metric_definition_id } = metric;
    const registered_on = `${metric.time_period_start.slice(0, 10)}T00:00:00Z`;
    const day = Date.parse(registered_on);
    const id = insertLike(world, metric, {
      time_period_start: new Date(day - 3_600_000).toISOString(),
      time_period_end: new Date(day + 3_600_000).toISOString(),
      value: 9,
    });
    const capacity = { id: state.newId(), installation_id, metric_definition_id, value: 100, registered_on };
    state.capacities.set(installation_id, [capacity]);
    await pull(world.as("pa"), world.mirror);
    expect(await check(world)).toMatchObject(CLEAN);
    edit(world.mirror, "UPDATE metric SET value = 90", { id });
    expect(told(await check(world))).toStrictEqual([`${id} different value 90 9`]);
  });

  test.each([true, false])(
    "what is beside values that are not finite, which make any sum the same (with a capacity: %s)",
    async (hasCapacity) => {
      const { capacities } = world.sandbox.state;
      const isCapped = ({ installation_id, metric_definition_id: definition }: StoredMetric) =>
        capacities
          .get(installation_id)
          ?.some(({ metric_definition_id }) => metric_definition_id === definition) === true;
      const beside = someMetric(world, (one) => isCapped(one) === hasCapacity);
      insertLike(world, beside, { value: Number.NaN });
      await pull(world.as("pa"), world.mirror);
      expect(await check(world)).toMatchObject(CLEAN);
      edit(world.mirror, "UPDATE metric SET value = 12.5", beside);
      expect(told(await check(world))).toStrictEqual([`${beside.id} different value 12.5 ${beside.value}`]);
    },
  );

  test("only what starts in the months that are asked for", async () => {
    const other = someMetric(world, (one) => monthOf(one) > monthOf(metric));
    edit(world.mirror, "UPDATE metric SET value = 12.5", metric);
    edit(world.mirror, "UPDATE metric SET value = 12.5", other);
    const [from, to] = [monthOf(metric), `${monthOf(metric)}-15`];
    world.sandbox.requests.clear();
    const result = await check(world, { from, to });
    expect(told(result)).toStrictEqual([
      monthOf(metric),
      `${metric.id} different value 12.5 ${metric.value}`,
    ]);
    expect(result.months).toStrictEqual({ from, to: from, count: 1 });
    expect(told(await check(world, { from: monthOf(other) }))).not.toContain(monthOf(metric));
    expect(await check(world, { to: "1999-12" })).toMatchObject({ ...CLEAN, months: null });
  });

  test.each([{ from: "2024" }, { to: "2024-13" }, { from: "2024-02", to: "2024-01" }, { from: "0000-01" }])(
    "refuses the months %o",
    async (months) => {
      await expect(check(world, months)).rejects.toMatchObject({ code: "config" });
    },
  );

  test("writes nothing: a mirror that is open for reading is enough", async () => {
    insertLike(world, metric, { value: 3 });
    using mirror = openMirror(world.mirror.path, { readonly: true });
    expect(await verify(world.as("pa"), mirror)).toMatchObject({ equal: false });
  });
});

describe("what cannot be compared is named", () => {
  let world: PullWorld;
  let metric: StoredMetric;
  beforeEach(async () => {
    world = await pullWorld({ dataset: SMALL });
    metric = someMetric(world);
    await pull(world.as("pa"), world.mirror);
  });
  afterEach(() => world[Symbol.asyncDispose]());

  test("nothing, where the report of a project fails but narrower ones do not", async () => {
    const fetch = intercept(({ path }) =>
      /^\/projects\/[^/]+\/report/.test(path) ? refusal(500) : undefined,
    );
    expect(await check(world, { fetch })).toMatchObject(CLEAN);
    edit(world.mirror, "UPDATE metric SET value = 12.5", metric);
    expect(told(await check(world, { fetch }))).toContain(
      `${metric.id} different value 12.5 ${metric.value}`,
    );
  });

  test("nothing, where there are no reports at all: everything is read", async () => {
    const fetch = intercept(({ path }) => (path.includes("/report?") ? refusal(500) : undefined));
    expect(await check(world, { fetch })).toMatchObject(CLEAN);
    edit(world.mirror, "UPDATE metric SET value = 12.5", metric);
    expect(told(await check(world, { fetch }))).toStrictEqual([
      `${metric.id} different value 12.5 ${metric.value}`,
    ]);
  });

  test("a report that is refused, by grant and month", async () => {
    const month = monthOf(metric);
    const fetch = intercept(({ path }) => (path.includes(`start=${month}-01`) ? refusal(403) : undefined));
    const result = await check(world, { fetch });
    expect(result).toMatchObject({ equal: true, complete: false });
    expect(result.not_compared).toMatchObject([{ grant: { kind: "project" }, window: month }]);
  });

  test("an installation of which neither reports nor metrics can be had", async () => {
    const { installation_id } = metric;
    const fetch = intercept(({ path, body }) =>
      path.includes("/report?") ||
      path.startsWith(`/installations/${installation_id}/metrics`) ||
      (path.startsWith("/metrics/search") && body?.includes(installation_id) === true)
        ? refusal(500)
        : undefined,
    );
    const result = await check(world, { fetch });
    expect(result).toMatchObject({ equal: true, complete: false });
    expect(result.not_compared.map(({ grant }) => grant)).toContainEqual(
      expect.objectContaining({ kind: "installation", installation_id }),
    );
  });

  test("nothing, where search is refused or shows less than there is: the list is read", async () => {
    edit(world.mirror, "UPDATE metric SET value = 12.5", metric);
    const line = `${metric.id} different value 12.5 ${metric.value}`;
    for (const answer of [refusal(403), Response.json(EMPTY_PAGE)]) {
      const fetch = intercept(({ path }) =>
        path.startsWith("/metrics/search") ? answer.clone() : undefined,
      );
      const result = await check(world, { fetch });
      expect(result.complete).toBe(true);
      expect(result.differences.flatMap(({ metrics }) => metrics.map(({ id }) => id))).toStrictEqual([
        metric.id,
      ]);
      expect(told(result)).toContain(line);
    }
  });

  test("a grant that was not read to its end, and one that is frozen", async () => {
    world.mirror.database.exec("UPDATE grant_state SET state = 'incomplete', why = 'a hole'");
    const incomplete = await check(world);
    expect(incomplete).toMatchObject({ equal: true, complete: false });
    expect(incomplete.not_compared).toMatchObject([{ why: "not read to its end: a hole" }]);
    world.mirror.database.exec("UPDATE grant_state SET state = 'frozen', why = '403'");
    const frozen = await check(world, { role: "ia" });
    expect(frozen.not_compared.map(({ why }) => why)).toContain("not readable any more: 403");
  });

  test("what the mirror never read, of a token that may read more", async () => {
    const result = await check(world, { role: "admin" });
    expect(result).toMatchObject({
      equal: true,
      complete: false,
      not_compared: [
        { grant: { kind: "system" }, why: "the mirror has not read it: argo-acc pull reads it" },
      ],
    });
  });

  test("a token that may read nothing of the mirror is said so", async () => {
    await expect(check(world, { role: "norole" })).rejects.toThrow(AccTokenError);
  });
});

const EMPTY_PAGE = {
  size_of_page: 0,
  number_of_page: 1,
  total_elements: 0,
  total_pages: 1,
  content: [],
  links: [],
};

describe.each(SERVICE_VERSIONS)("service %s", (service) => {
  test.each(["admin", "pa", "pv", "va", "vv", "ia", "iv", "rep"])(
    "the mirror of %s verifies",
    async (role) => {
      await using world = await pullWorld({
        service,
        dataset: { projects: 2, providers: 3, installations: 6, months: 6, metrics: 400 },
      });
      await pull(world.as(role), world.mirror);
      const result = await check(world, { role });
      expect(result).toMatchObject(CLEAN);
      expect(result.months?.count).toBeGreaterThan(3);
      const metric = someMetric(world, (one) => one.id in idsOf(world.mirror));
      edit(world.mirror, "UPDATE metric SET value = 12.5", metric);
      expect(told(await check(world, { role }))).toContain(
        `${metric.id} different value 12.5 ${metric.value}`,
      );
    },
  );
});

function idsOf({ database }: Mirror): Record<string, true> {
  const ids = database.prepare<[], string>("SELECT lower(hex(id)) FROM metric").pluck().all();
  return Object.fromEntries(ids.map((id) => [id, true]));
}
