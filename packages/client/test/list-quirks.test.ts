import { type AccClient, textIs } from "@argo-acc/client";
import { AccConfigError, AccResponseError } from "@argo-acc/core";
import { describe, expect, test } from "vitest";

import { testClient } from "./support/clients.ts";
import { answer } from "./support/metric-service.ts";
import { asAsked, type Exchange, readRecordings, responseOf } from "./support/recordings.ts";

const recordings = readRecordings();

/** The exchange of this name. */
function recorded(name: string): Exchange {
  const found = recordings.find((exchange) => exchange.name === name);
  if (found === undefined) throw new Error(`nothing called "${name}" was recorded`);
  return found;
}

/** What a recorded list of definitions answers to a page. */
function definitionsOf(of: string, url: URL): Response {
  const page = pageOf(url);
  const exchange = recorded(`${of} metric-definitions size 1${page > 1 ? " page 2" : ""}`);
  return responseOf(asAsked(exchange, url));
}

/** A client of a service that answers what a function makes of a URL, and the paths and queries it was asked for. */
function clientOf(serve: (url: URL) => Response): { acc: AccClient; asked: string[] } {
  const asked: string[] = [];
  const acc = testClient({
    fetch: (input) => {
      const url = new URL(String(input));
      asked.push(url.pathname.replace("/accounting-system", "") + url.search);
      return Promise.resolve(serve(url));
    },
  });
  return { acc, asked };
}

function pageOf(url: URL): number {
  return Number(url.searchParams.get("page"));
}

describe("a search of installations, whose totals are 0", () => {
  const pages = ["installations search size 1", "installations search size 1 page 2"].map(recorded);
  const ids = ["6b046aec55be38b042113961", "6b046aec55be38b042113962"];
  const search = () => {
    const { acc, asked } = clientOf((url) => {
      const page = pages[pageOf(url) - 1];
      return page === undefined ? answer([], pageOf(url), 1) : responseOf(page);
    });
    return { list: acc.installations.search(textIs("infrastructure", "infra"), { pageSize: 1 }), asked };
  };

  test("is read to its end", async () => {
    const { list, asked } = search();

    expect((await list.toArray()).map(({ id }) => id)).toEqual(ids);
    expect(asked.map((line) => line.replace(/.*\?/, ""))).toEqual([
      "page=1&size=1",
      "page=2&size=1",
      "page=3&size=1",
    ]);
  });

  test("is counted by reading it", async () => {
    expect(await search().list.count()).toBe(2);
  });

  test("is counted as the service says once it does", async () => {
    const { content } = Object(pages[0]?.body);
    const { acc, asked } = clientOf((url) => answer(Array(5).fill(content[0]), pageOf(url), 2));
    const list = acc.installations.search(textIs("infrastructure", "infra"), { pageSize: 2 });

    expect(await list.page(1)).toMatchObject({ total_elements: 5, total_pages: 3 });
    expect(asked).toHaveLength(1);
  });

  test("has a page that tells what lies before its end, and that more may come", async () => {
    expect(await search().list.page(2)).toMatchObject({ total_elements: 2, total_pages: 3 });
  });

  test("ends with the page that is not full", async () => {
    const { acc, asked } = clientOf(() => responseOf(recorded("installations search by project")));
    const list = acc.installations.search(textIs("project", "prj-1"));
    const reading = list.read();
    const read: string[] = [];
    for await (const { id } of reading) read.push(id);

    expect(read).toEqual(ids);
    expect(reading.coverage).toMatchObject({ items: 2, pages: 1, firstTotal: 2, lastTotal: 2, ended: true });
    expect(asked).toHaveLength(1);
  });
});

describe("a list of metric definitions, whose first page has everything", () => {
  const lists = [
    { of: "project", list: (acc: AccClient) => acc.project("p").metricDefinitions },
    { of: "provider", list: (acc: AccClient) => acc.project("p").provider("v").metricDefinitions },
    { of: "installation", list: (acc: AccClient) => acc.installation("i").metricDefinitions },
  ];
  test.each(lists.flatMap((one) => [1, 2, 100].map((pageSize) => ({ ...one, pageSize }))))(
    "of a $of is whole, without repeats, in one request of size $pageSize",
    async ({ of, list, pageSize }) => {
      const { acc, asked } = clientOf((url) => definitionsOf(of, url));

      const read = await list(acc).list({ pageSize }).toArray();

      expect(new Set(read.map((definition) => definition.metric_name))).toEqual(
        new Set(["cpu_time", "messages"]),
      );
      expect(read).toHaveLength(2);
      expect(asked).toHaveLength(1);
      expect(await list(acc).list({ pageSize }).count()).toBe(2);
    },
  );

  test("announces no page that would be empty", async () => {
    const { acc } = clientOf((url) => definitionsOf("project", url));
    const list = acc.project("p").metricDefinitions.list({ pageSize: 1 });

    expect(await list.page(1)).toMatchObject({ total_elements: 2, total_pages: 1, size_of_page: 2 });
    expect(await list.page(2)).toMatchObject({ total_elements: 2, total_pages: 1, size_of_page: 0 });
  });

  test("is read page by page from a service that has mended it", async () => {
    const one = { metric_name: "m", unit_type: "s", metric_type: "count" };
    const definitions = ["a", "b", "c"].map((id) => ({ ...one, metric_definition_id: id }));
    const { acc, asked } = clientOf((url) => answer(definitions, pageOf(url), 2));

    const read = await acc.project("p").metricDefinitions.list({ pageSize: 2 }).toArray();

    expect(read.map((definition) => definition.metric_definition_id)).toEqual(["a", "b", "c"]);
    expect(asked).toHaveLength(2);
    const pastTheEnd = acc.project("p").metricDefinitions.list({ pageSize: 2 }).page(9);
    expect(await pastTheEnd).toMatchObject({ size_of_page: 0, total_pages: 2 });
  });
});

test("a project that several entitlements name is listed once, with everything that any of them shows", async () => {
  const rows = recorded("clients/me: two entitlements on one project are two rows");
  const { acc } = clientOf(({ pathname }) =>
    pathname.endsWith("/clients/me")
      ? responseOf(rows)
      : Response.json({ code: 403, message: "no" }, { status: 403 }),
  );

  expect((await acc.me.projects.list().toArray()).map(({ id }) => id)).toEqual(["prj-1", "prj-1", "prj-2"]);
  const projects = await acc.projects.list().toArray();
  expect(projects.map(({ id }) => id)).toEqual(["prj-1", "prj-2"]);
  for (const { id, providers } of await acc.me.projects.list().toArray()) {
    const merged = projects.find((project) => project.id === id);
    expect(merged?.providers.map((provider) => provider.id)).toEqual(
      expect.arrayContaining(providers.map((provider) => provider.id)),
    );
  }
});

test("the id of a definition in upper case finds what it finds in lower case", async () => {
  const upper = recorded("definition uppercase");
  const found = recorded("definition d1");
  const { acc } = clientOf((url) => {
    const asksLower = url.searchParams.get("metric-definition-id") === "6b046ae755be38b04211392a";
    return responseOf(asksLower ? found : upper);
  });
  const list = acc.installation("i").metrics.list({ metric_definition_id: "6B046AE755BE38B04211392A" });

  expect(upper.body).toMatchObject({ total_elements: 0 });
  expect(await list.toArray()).toHaveLength(10);
});

describe("what makes two rows the same one", () => {
  const provider = { id: "v", name: "V", installations: [] };
  const definition = { metric_name: "cpu", unit_type: "s", metric_type: "count" };
  test.each([
    {
      of: "providers in projects: the pair",
      rows: ["p", "q", "p"].map((project_id) => ({ ...provider, project_id })),
      list: (acc: AccClient) => acc.providers.all(),
    },
    {
      of: "definitions: the id, for several have one name",
      rows: ["a", "b", "a"].map((id) => ({ ...definition, metric_definition_id: id })),
      list: (acc: AccClient) => acc.metricDefinitions.list(),
    },
  ])("$of", async ({ rows, list }) => {
    const { acc } = clientOf((url) => answer(rows, pageOf(url), 100));
    const reading = list(acc).read();
    for await (const row of reading) expect(row).toBeDefined();

    expect(reading.coverage).toMatchObject({ items: 3, repeats: 1 });
  });
});

describe("an id that has to be escaped, of which the service cannot link pages", () => {
  const whole = recorded("group with space metrics");
  const failed = recorded("group metrics: two pages, id with a space (links)");
  const serve = (url: URL) => responseOf(url.searchParams.get("size") === "100" ? whole : failed);

  test("is asked for in pages of 100 whatever was said", async () => {
    const { acc, asked } = clientOf(serve);

    const rows = await acc.project("prj-1").group("g 1").metrics.list({}, { pageSize: 1 }).toArray();

    expect(rows.map(({ group_id: group }) => group)).toEqual(["g 1"]);
    expect(asked).toEqual(["/projects/projects/prj-1/groups/g%201/metrics?page=1&size=100"]);
  });

  test("is counted by a page past the end, which has no links", async () => {
    const { acc, asked } = clientOf((url) => responseOf(asAsked(whole, url)));

    expect(await acc.project("prj-1").user("u/1").metrics.list().count()).toBe(1);
    expect(asked).toEqual(["/projects/projects/prj-1/users/u%2F1/metrics?page=2147483647&size=1"]);
  });

  test.each([
    { name: "a group", ask: (acc: AccClient) => acc.project("p").group("g 1").metrics.list(), id: "g 1" },
    { name: "a user", ask: (acc: AccClient) => acc.project("p").user("u/1").metrics.list(), id: "u/1" },
    { name: "a project", ask: (acc: AccClient) => acc.project("p ä").installations.list(), id: "p ä" },
  ])("of $name with more rows is an error that says so, and what to do", async ({ ask, id }) => {
    const { acc, asked } = clientOf(() => responseOf(failed));

    const error: unknown = await ask(acc)
      .toArray()
      .catch((thrown: unknown) => thrown);

    expect(error).toBeInstanceOf(AccResponseError);
    expect(error).toMatchObject({
      status: 500,
      attempts: 2,
      cure: expect.stringContaining("acc.metrics.search"),
    });
    expect(String(error)).toContain(
      `of an id that has to be escaped in a URL ("${id}") it serves no list of more`,
    );
    expect(asked).toHaveLength(2);
  });

  test("that fails otherwise is the error that it is", async () => {
    const { acc } = clientOf(() => Response.json({ code: 403, message: "no" }, { status: 403 }));

    await expect(acc.project("p").group("g 1").metrics.list().toArray()).rejects.toMatchObject({
      name: "AccPermissionError",
    });
  });
});

/** What a proxy that leaves the query out makes of every request. */
function firstPage(): Response {
  return answer(
    ["a", "b", "c"].map((id) => ({ id, name: id })),
    1,
    2,
  );
}

describe("another page than the one that was asked for, as from a proxy that leaves the query out", () => {
  test("is no page of the list: the first would be counted again and again", async () => {
    const { acc, asked } = clientOf(firstPage);

    await expect(acc.resources.list().toArray()).rejects.toMatchObject({
      name: "AccProtocolError",
      message: "GET /resources page 2: the answer is page 1",
      acted: "no",
    });
    expect(asked.slice(0, 2)).toEqual(["/resources?page=1&size=100", "/resources?page=2&size=100"]);
  });

  test("is no count", async () => {
    await expect(clientOf(firstPage).acc.resources.list().count()).rejects.toThrow("the answer is page 1");
  });
});

describe("an id that is too long for a URL", () => {
  const long = "x".repeat(9000);
  test.each([
    { where: "in a path", ask: (acc: AccClient) => acc.project("p").group(long).metrics.list() },
    { where: "in a query", ask: (acc: AccClient) => acc.installation({ externalId: long }).get() },
    { where: "escaped", ask: (acc: AccClient) => acc.project("p").user("ü".repeat(2000)).metrics.list() },
  ])("$where is refused before it is sent, by its beginning", ({ ask }) => {
    const { acc, asked } = clientOf(() => responseOf(recorded("URL of about 9 kB")));

    expect(() => ask(acc)).toThrow(AccConfigError);
    expect(() => ask(acc)).toThrow(/^the id "(?:x{40}|ü{40})…" takes (?:9000|12000) characters of a URL/);
    expect(asked).toEqual([]);
  });

  test("that the service refuses itself is an answer of 414", async () => {
    const { acc } = clientOf(() => responseOf(recorded("URL of about 9 kB")));

    await expect(acc.project("p").user("x".repeat(5000)).metrics.list().toArray()).rejects.toMatchObject({
      name: "AccResponseError",
      status: 414,
    });
  });
});
