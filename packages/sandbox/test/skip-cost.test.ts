import { expect, test } from "vitest";

import { startSandbox } from "../src/index.ts";
import { skipDelay } from "../src/skip-cost.ts";
import { parseTarget } from "../src/service/target.ts";
import { ask } from "./ask.ts";

const page = (total: number) => ({
  status: 200,
  headers: {},
  body: `{"size_of_page":0,"number_of_page":1,"total_elements":${total},"total_pages":1,"content":[],"links":[]}`,
});

test.for([
  ["?page=1&size=100", 5000, 10, 0],
  ["?page=11&size=100", 5000, 10, 10],
  ["?page=11", 5000, 10, 1],
  ["?page=9999&size=100", 5000, 10, 50],
  ["?page=11&size=100", 5000, 0, 0],
] as const)("%s of %i rows at %i microseconds costs %d ms", ([query, total, cost, delay]) => {
  expect(skipDelay(page(total), parseTarget(`/x/metrics${query}`, "/x"), cost)).toBe(delay);
});

test("no page is later than a timer can be", async () => {
  expect(skipDelay(page(10_000_000), parseTarget("/x/metrics?page=100001&size=100", "/x"), 1e9)).toBe(
    2 ** 31 - 1,
  );
});

test("what is no page costs nothing", () => {
  const refused = { status: 404, headers: {}, body: '{"code":404,"message":null}' };
  expect(skipDelay(refused, parseTarget("/x/metrics?page=abc", "/x"), 10)).toBe(0);
});

test("the last page comes later than a first one that was asked for after it", async () => {
  await using sandbox = await startSandbox({
    dataset: { metrics: 2000, installations: 1, projects: 1, providers: 1 },
    skipCost: 100,
  });
  const [installation] = sandbox.state.installations.keys();
  const order: string[] = [];
  const read = async (name: string, number: number) => {
    await ask(sandbox, `GET /installations/${installation}/metrics?size=100&page=${number}`);
    order.push(name);
  };
  const last = read("last", 20);
  while (sandbox.requests.count === 0) await new Promise(setImmediate);
  await read("first", 1);
  await last;
  expect(order).toEqual(["first", "last"]);
});
