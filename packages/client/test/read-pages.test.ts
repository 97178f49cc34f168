import { AccConfigError, AccNetworkError, type Grant, type MetricWindow } from "@argo-acc/core";
import type { PagePart, ReadPagesOptions } from "@argo-acc/client";
import { describe, expect, test } from "vitest";

import { testClient } from "./support/clients.ts";
import { failure, listService, type ListServiceOptions } from "./support/list-service.ts";
import { answer } from "./support/metric-service.ts";
import { population, type StoredMetric, toItem } from "./support/metric-population.ts";

const PROJECT: Grant = { kind: "project", project_id: "prj-1" };
const INSTALLATION: Grant = {
  kind: "installation",
  project_id: "prj-1",
  provider_id: "V1",
  installation_id: "I1",
};
const SYSTEM: Grant = { kind: "system" };

async function read(
  metrics: readonly StoredMetric[],
  options: ReadPagesOptions & { readonly grant?: Grant; readonly service?: ListServiceOptions } = {},
) {
  const { grant = INSTALLATION, service: serviceOptions, ...rest } = options;
  const service = listService(metrics, serviceOptions);
  const parts: PagePart[] = [];
  for await (const part of testClient({ fetch: service.fetch }).metrics.readPages(grant, rest).parts())
    parts.push(part);
  const ids = parts.flatMap((part) => (part.outcome === "seen" ? part.items.map(({ id }) => id) : []));
  const proven = parts.filter((part) => part.outcome === "proven");
  const holes = parts.filter((part) => part.outcome === "hole");
  return { service, parts, ids: ids.toSorted(), proven, holes };
}

function idsOf(metrics: readonly StoredMetric[]): string[] {
  return metrics.map(({ id }) => id).toSorted();
}

function range({ pathFrom, pathUntil }: MetricWindow): string {
  return `${pathFrom ?? ""}–${pathUntil ?? ""}`.replaceAll("\0", "°");
}

function ranges(parts: readonly { readonly window: MetricWindow }[]): string[] {
  return parts.map(({ window }) => range(window)).toSorted();
}

function of4(index: number): Partial<StoredMetric> {
  return { installation_id: `I${index % 4}` };
}

describe("one list", () => {
  test.each([
    { rows: 0, requests: 1 },
    { rows: 1, requests: 1 },
    { rows: 99, requests: 1 },
    // a full page may not be all: a pass of one page, a count, a second pass
    { rows: 100, requests: 3 },
    { rows: 101, requests: 5 },
    { rows: 1000, requests: 21 },
  ])("of $rows rows is proven in $requests requests", async ({ rows, requests }) => {
    const metrics = population(rows);

    const { service, ids, proven, holes } = await read(metrics);

    expect(ids).toEqual(idsOf(metrics));
    expect(holes).toEqual([]);
    expect(proven).toMatchObject([{ rows, window: { pathFrom: "prj-1.V1.I1", pathUntil: "prj-1.V1.I1\0" } }]);
    expect(metrics.every(({ id }) => proven[0]?.has(id))).toBe(true);
    expect(proven[0]?.has("f".repeat(24))).toBe(false);
    expect(service.requests).toHaveLength(requests);
  });

  test("is asked for page by page, 100 a page, and never by anything else", async () => {
    const { service } = await read(population(150));

    expect(service.requests).toEqual([
      "/installations/I1/metrics?page=1&size=100",
      "/installations/I1/metrics?page=2&size=100",
      "/installations/I1/metrics?page=2147483647&size=1",
      "/installations/I1/metrics?page=1&size=100",
      "/installations/I1/metrics?page=2&size=100",
    ]);
  });
});

/** The service of the counter-example: totals and distinct ids agree, and ten rows that existed throughout are missing. */
function shifting(lasting: readonly StoredMetric[], strikes: (page: string) => boolean): ListServiceOptions {
  let made = 0;
  return {
    paths: [],
    intercept: (request, service) => {
      if (!strikes(request)) return undefined;
      const added = population(10, () => ({ id: String((made += 1)).padStart(24, "e") }));
      const passing = service.metrics.filter((row) => !lasting.includes(row));
      service.metrics = [...service.metrics.filter((row) => !passing.slice(0, 10).includes(row)), ...added];
      return undefined;
    },
  };
}

describe("what others write meanwhile", () => {
  test("rows that one pass misses are found by the next, and nothing is proven before", async () => {
    const lasting = population(1000);
    const early = population(10, () => ({}));
    const rows = [...early.map((row, index) => ({ ...row, id: `${index}`.padStart(24, "d") })), ...lasting];
    let pages = 0;
    const strikes = (request: string) => request.includes("size=100") && (pages += 1) === 5;

    const { service, ids, proven, holes } = await read(rows, {
      concurrency: 1,
      service: shifting(lasting, strikes),
    });

    expect(holes).toEqual([]);
    expect(idsOf(lasting).filter((id) => !ids.includes(id))).toEqual([]);
    expect(proven).toMatchObject([{ rows: 1010 }]);
    // two passes of eleven pages do not do
    expect(service.requests.length).toBeGreaterThan(23);
  });

  test("what is inserted all the time is a hole that says so, with what was seen", async () => {
    const lasting = population(250);
    let made = 0;
    const { ids, proven, holes } = await read(lasting, {
      concurrency: 1,
      service: {
        intercept: (_request, service) => {
          const added = population(1, () => ({ id: String((made += 1)).padStart(24, "e") }));
          service.metrics = [...added, ...service.metrics];
          return undefined;
        },
      },
    });

    expect(proven).toEqual([]);
    expect(holes.map(({ error }) => error.message)).toEqual([
      expect.stringMatching(
        /^GET \/installations\/I1\/metrics: read 8 times: of \d+ metrics that it counts \d+ were seen before and after that$/,
      ),
    ]);
    expect(holes[0]?.error.retryable).toBe(true);
    expect(idsOf(lasting).filter((id) => !ids.includes(id))).toEqual([]);
  });

  test("a row that was inserted after the proof's moment and seen is one that is there", async () => {
    const rows = population(150);
    const late = population(1, () => ({ id: "f".repeat(24) }));
    let requests = 0;
    const { proven, ids } = await read(rows, {
      concurrency: 1,
      service: {
        // the count is the third request
        intercept: (_request, service) => {
          if ((requests += 1) === 4) service.metrics = [...rows, ...late];
          return undefined;
        },
      },
    });

    expect(proven).toMatchObject([{ rows: 151 }]);
    expect(proven[0]?.has("f".repeat(24))).toBe(true);
    expect(ids).toContain("f".repeat(24));
  });

  test("a row that was deleted before the proof's moment is not", async () => {
    const rows = population(150);
    let requests = 0;
    const { proven, ids } = await read(rows, {
      concurrency: 1,
      service: {
        intercept: (_request, service) => {
          if ((requests += 1) === 3) service.metrics = rows.slice(0, 149);
          return undefined;
        },
      },
    });

    expect(proven).toMatchObject([{ rows: 149 }]);
    expect(proven[0]?.has(rows[149]?.id ?? "")).toBe(false);
    expect(ids).toHaveLength(150);
  });

  test("a total that is wrong for ever proves nothing, and is not asked for ever", async () => {
    const rows = population(150);
    const { service, holes, ids } = await read(rows, {
      service: {
        intercept: (request) =>
          request.includes("size=1&") || request.endsWith("size=1")
            ? Response.json({
                size_of_page: 0,
                number_of_page: 2_147_483_647,
                total_elements: 151,
                total_pages: 151,
                content: [],
              })
            : undefined,
      },
    });

    expect(ids).toHaveLength(150);
    expect(holes).toMatchObject([
      { error: { message: expect.stringContaining("of 151 metrics that it counts 150 were seen") } },
    ]);
    expect(service.requests).toHaveLength(8);
  });

  test("announced pages that are empty are not asked for one after another", async () => {
    const service = listService(population(150));
    const acc = testClient({
      fetch: async (input, init) => {
        const page: unknown = await (await service.fetch(input, init)).json();
        return Response.json({ ...Object(page), total_pages: 1e9 });
      },
    });

    expect(await acc.metrics.readPages(INSTALLATION).toArray()).toHaveLength(150);
    expect(service.requests.length).toBeLessThan(210);
  });

  test("an id that comes twice is given once", async () => {
    const rows = population(150);
    const { ids, proven } = await read([...rows, ...rows.slice(0, 5)], {
      service: {
        intercept: (request) =>
          request.endsWith("size=1")
            ? Response.json({
                size_of_page: 0,
                number_of_page: 2_147_483_647,
                total_elements: 150,
                total_pages: 150,
                content: [],
              })
            : undefined,
      },
    });

    expect(ids).toEqual(idsOf(rows));
    expect(proven).toMatchObject([{ rows: 150 }]);
  });
});

describe("pages that cannot be printed", () => {
  test("a vanished definition costs its rows alone, and their window is a hole", async () => {
    const rows = population(450, (index) => ({
      metric_definition_id: `d${index % 5}`,
      ...(index === 120 ? { poisoned: true, metric_definition_id: "gone" } : {}),
    }));

    const { ids, holes, proven, service } = await read(rows);

    expect(ids).toEqual(idsOf(rows.filter(({ poisoned }) => poisoned !== true)));
    expect(proven).toEqual([]);
    expect(holes.map(({ window, error }) => [range(window), error.message])).toEqual([
      ["prj-1.V1.I1–prj-1.V1.I1°", "GET /installations/I1/metrics page 2: 500 after 2 tries: no"],
    ]);
    expect(service.requests.length).toBeLessThanOrEqual(40);
  });

  test("one that cannot be had twice in a row is no harm if the definitions give it", async () => {
    const rows = population(250, (index) => ({ metric_definition_id: `d${index % 5}` }));
    const { ids, holes, proven } = await read(rows, {
      service: { intercept: (request) => (request.includes("metrics?page=2&") ? failure(500) : undefined) },
    });

    expect(ids).toEqual(idsOf(rows));
    expect(holes).toEqual([]);
    expect(proven).toMatchObject([{ rows: 250 }]);
  });

  test("an installation whose id has to be escaped is read by definitions where it has several pages", async () => {
    const grant: Grant = {
      kind: "installation",
      project_id: "prj-1",
      provider_id: "V1",
      installation_id: "i 1",
    };
    const rows = population(250, (index) => ({
      installation_id: "i 1",
      metric_definition_id: `d${index % 5}`,
    }));

    const { ids, proven } = await read(rows, { grant });
    const alike = await read(
      population(250, () => ({ installation_id: "i 1" })),
      { grant },
    );

    expect(ids).toEqual(idsOf(rows));
    expect(proven).toMatchObject([{ rows: 250 }]);
    expect(alike.holes.map(({ error }) => error.message)).toEqual([
      expect.stringContaining('of an id that has to be escaped in a URL ("i 1")'),
    ]);
  });
});

describe("a project", () => {
  test("is read installation by installation, and what lies between them is empty", async () => {
    const rows = population(600, of4);
    const paths = ["I0", "I1", "I2", "I3", "I9"].map((id) => `prj-1.V1.${id}`);

    const { ids, proven, holes, service } = await read(rows, { grant: PROJECT, service: { paths } });

    expect(ids).toEqual(idsOf(rows));
    expect(holes).toEqual([]);
    expect(ranges(proven)).toEqual([
      "prj-1.V1.I0°–prj-1.V1.I1",
      "prj-1.V1.I0–prj-1.V1.I0°",
      "prj-1.V1.I1°–prj-1.V1.I2",
      "prj-1.V1.I1–prj-1.V1.I1°",
      "prj-1.V1.I2°–prj-1.V1.I3",
      "prj-1.V1.I2–prj-1.V1.I2°",
      "prj-1.V1.I3°–prj-1/",
      "prj-1.V1.I3–prj-1.V1.I3°",
      "prj-1.–prj-1.V1.I0",
    ]);
    expect(service.requests.filter((request) => request.startsWith("/projects/"))).toEqual(
      Array.from({ length: 4 }, () => "/projects/prj-1/metrics?page=2147483647&size=1"),
    );
  });

  test("on one page is read by its own list", async () => {
    const { proven, service } = await read(population(60, of4), { grant: PROJECT, installations: [] });

    expect(ranges(proven)).toEqual(["prj-1.–prj-1/"]);
    expect(service.requests).toHaveLength(1);
  });

  test("with metrics of an installation that has left the catalogue is read by its own list", async () => {
    const rows = population(600, of4);

    const { ids, proven, holes } = await read(rows, {
      grant: PROJECT,
      service: { paths: ["prj-1.V1.I0", "prj-1.V1.I1"] },
    });

    expect(ids).toEqual(idsOf(rows));
    expect(holes).toEqual([]);
    expect(proven).toMatchObject([{ rows: 600, window: { pathFrom: "prj-1.", pathUntil: "prj-1/" } }]);
  });

  test("is not thought whole because a count was too high once", async () => {
    const rows = [
      ...population(600, of4),
      ...population(1, () => ({ installation_id: "left", id: "f".repeat(24) })),
    ];
    const paths = ["I0", "I1", "I2", "I3"].map((id) => `prj-1.V1.${id}`);
    let lies = 1;
    const { holes } = await read(rows, {
      grant: PROJECT,
      service: {
        paths,
        // as if one had been inserted before, and another deleted where it was counted
        intercept: (request) => {
          if (!/I2.*size=1$/.test(request) || (lies -= 1) < 0) return undefined;
          return answer(population(151).map(toItem), 2_147_483_647, 1);
        },
      },
    });

    expect(ranges(holes)).toEqual([
      "prj-1.V1.I0°–prj-1.V1.I1",
      "prj-1.V1.I1°–prj-1.V1.I2",
      "prj-1.V1.I2°–prj-1.V1.I3",
      "prj-1.V1.I3°–prj-1/",
      "prj-1.–prj-1.V1.I0",
    ]);
  });

  test("whose own list has two pages and an id that has to be escaped is proven by counts", async () => {
    const rows = population(600, (index) => ({ ...of4(index), project_id: "p é" }));
    const grant: Grant = { kind: "project", project_id: "p é" };

    const { ids, holes } = await read(rows, { grant });
    const incomplete = await read(rows, { grant, service: { paths: ["p é.V1.I0"] } });

    expect(ids).toEqual(idsOf(rows));
    expect(holes).toEqual([]);
    expect(ranges(incomplete.proven)).toEqual(["p é.V1.I0–p é.V1.I0°"]);
    expect(ranges(incomplete.holes)).toEqual(["p é.V1.I0°–p é/", "p é.–p é.V1.I0"]);
  });

  test("has an installation whose list is not there any more: it is empty if the others have everything", async () => {
    const rows = population(600, of4);
    const paths = ["I0", "I1", "I2", "I3", "gone"].map((id) => `prj-1.V1.${id}`);

    const { ids, holes } = await read(rows, {
      grant: PROJECT,
      service: { paths, intercept: (request) => (request.includes("/gone/") ? failure(404) : undefined) },
    });

    expect(ids).toEqual(idsOf(rows));
    expect(holes).toEqual([]);
  });

  test.each([
    { status: 404, code: "not_found" },
    { status: 403, code: "permission" },
    { status: 500, code: "response" },
  ])("whose list answers $status is a hole", async ({ status, code }) => {
    const { parts } = await read(population(200, of4), {
      grant: PROJECT,
      service: { intercept: (request) => (request.startsWith("/projects/") ? failure(status) : undefined) },
    });

    expect(parts).toMatchObject([{ outcome: "hole", window: { pathFrom: "prj-1." }, error: { code } }]);
  });

  test("gets no metrics that only look like its own", async () => {
    const own = population(150, () => ({ installation_id: "i.1" }));
    const strange = population(30, (index) => ({ installation_id: "ix1", id: `${index}`.padStart(24, "e") }));
    const grant: Grant = {
      kind: "installation",
      project_id: "prj-1",
      provider_id: "V1",
      installation_id: "i.1",
    };
    const both = listService([...own, ...strange].map((row) => ({ ...row })));

    const { ids, proven } = await read([], {
      grant,
      service: {
        intercept: (request) => {
          const { searchParams } = new URL(request, "http://x");
          const [page, size] = [Number(searchParams.get("page")), Number(searchParams.get("size"))];
          return answer(both.metrics.map(toItem), page, size);
        },
      },
    });

    expect(ids).toEqual(idsOf(own));
    expect(proven).toMatchObject([{ rows: 150 }]);
    expect(proven[0]?.has(strange[0]?.id ?? "")).toBe(false);
  });
});

describe("the system", () => {
  const rows = population(900, (index) => ({ ...of4(index), project_id: `p${index % 3}` }));

  test("is read project by project, and holds nothing else if the administration counts as much", async () => {
    const { ids, holes, proven } = await read(rows, { grant: SYSTEM });

    expect(ids).toEqual(idsOf(rows));
    expect(holes).toEqual([]);
    const edges = ranges(proven).filter((text) => text.startsWith("–") || text.endsWith("–"));
    expect(edges).toEqual(["p2/–", "–p0."]);
  });

  test("with a project whose lists answer 404: that is a hole, and so is what lies between projects", async () => {
    const { ids, holes } = await read(rows, {
      grant: SYSTEM,
      service: { intercept: (request) => (request.startsWith("/projects/p1") ? failure(404) : undefined) },
    });

    expect(ids).toEqual(idsOf(rows.filter(({ project_id }) => project_id !== "p1")));
    expect(ranges(holes)).toEqual(["p0/–p1.", "p1.–p1/", "p1/–p2.", "p2/–", "–p0."]);
  });

  test("whose administration counts more has them somewhere", async () => {
    const { holes } = await read(rows, {
      grant: SYSTEM,
      service: {
        intercept: (request) =>
          request.startsWith("/admin/metrics")
            ? Response.json({ metric_definition_count: 1, metric_count: 901, actor_count: 1 })
            : undefined,
      },
    });

    expect(ranges(holes)).toEqual(["p0/–p1.", "p1/–p2.", "p2/–", "–p0."]);
    expect(holes[0]?.error.message).toBe(
      "GET /admin/metrics: it does not count as many metrics as the lists within it together",
    );
  });

  test("with two projects in one range of paths tells neither of them wrong", async () => {
    const nested = population(30, (index) => ({ project_id: index % 2 === 0 ? "p" : "p.x" }));
    const paths = ["p.V1.I1", "q.V1.I1"];

    const { holes, proven } = await read([...nested, ...population(5, () => ({ project_id: "q" }))], {
      grant: SYSTEM,
      service: { paths },
    });

    expect(ranges(holes)).toContain("p.–p/");
    expect(ranges(proven)).toEqual(["q.–q/"]);
  });
});

describe("the reading", () => {
  test("gives every metric as a list, and then the error of the first hole", async () => {
    const rows = population(900, (index) => ({ ...of4(index), project_id: `p${index % 3}` }));
    const whole = testClient({ fetch: listService(rows).fetch });
    const partly = testClient({
      fetch: listService(rows, {
        intercept: (request) => (request.startsWith("/projects/p1") ? failure(403) : undefined),
      }).fetch,
    });
    let count = 0;
    const reading = async () => {
      for await (const { id } of partly.metrics.readPages(SYSTEM)) count += id === "" ? 0 : 1;
    };

    expect(await whole.metrics.readPages(SYSTEM).toArray()).toHaveLength(900);
    await expect(reading()).rejects.toMatchObject({ status: 403 });
    expect(count).toBe(600);
  });

  test("has no more pages in flight or waiting than told", async () => {
    const service = listService(population(2000, of4));
    const acc = testClient({ fetch: service.fetch });

    await acc.metrics.readPages(PROJECT, { concurrency: 3 }).toArray();

    expect(service.mostInFlight).toBe(3);
  });

  test("ends with the caller's reason, and asks for nothing more", async () => {
    const service = listService(population(2000));
    const stop = new AbortController();
    const reason = new Error("enough");
    const reading = async () => {
      for await (const part of testClient({ fetch: service.fetch })
        .metrics.readPages(INSTALLATION)
        .parts({ signal: stop.signal })) {
        if (part.outcome === "seen") stop.abort(reason);
      }
    };

    await expect(reading()).rejects.toBe(reason);
    const asked = service.requests.length;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(service.requests).toHaveLength(asked);
    expect(service.inFlight).toBe(0);
  });

  test("cancels what is in flight when its reader leaves", async () => {
    const service = listService(population(2000));
    const [first] = await testClient({ fetch: service.fetch })
      .metrics.readPages(INSTALLATION)
      .toArray({ limit: 1 });

    expect(first?.id).toBe("0".repeat(24));
    expect(service.inFlight).toBe(0);
    expect(service.requests.length).toBeLessThan(10);
  });

  test("fails as a whole where the service cannot be asked", async () => {
    const acc = testClient({ fetch: () => Promise.reject(new TypeError("fetch failed")) });

    await expect(acc.metrics.readPages(INSTALLATION).toArray()).rejects.toBeInstanceOf(AccNetworkError);
  });

  test("refuses what is no id and no concurrency", () => {
    const acc = testClient({});

    expect(() => acc.metrics.readPages({ ...INSTALLATION, installation_id: "" } as Grant)).toThrow(
      AccConfigError,
    );
    expect(() => acc.metrics.readPages(PROJECT, { concurrency: 0 })).toThrow(
      "concurrency 0 is not a whole number",
    );
  });
});
