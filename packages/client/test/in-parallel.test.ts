import { expect, test } from "vitest";

import { inParallel } from "../src/discover/in-parallel.ts";

test("results come in the order of the items, whatever ends first", async () => {
  const slowestFirst = [30, 10, 1];
  const results = await inParallel(slowestFirst, { concurrency: 3 }, async (ms) => {
    await new Promise((resolve) => setTimeout(resolve, ms));
    return ms;
  });

  expect(results).toEqual(slowestFirst);
});

test("the first failure cancels what is under way, and nothing further is begun", async () => {
  const begun: string[] = [];
  const cancelled: string[] = [];
  const work = async (item: string, signal: AbortSignal) => {
    begun.push(item);
    if (item === "bad") throw new Error("broken");
    const abort = Promise.withResolvers<undefined>();
    signal.addEventListener("abort", () => {
      cancelled.push(item);
      abort.resolve(undefined);
    });
    await abort.promise;
  };

  const working = inParallel(["slow", "bad", "never"], { concurrency: 2 }, work);

  await expect(working).rejects.toThrow("broken");
  expect(begun).toEqual(["slow", "bad"]);
  expect(cancelled).toEqual(["slow"]);
});

test("what ended before the abort is the last that was begun", async () => {
  const leaving = new AbortController();
  const begun: number[] = [];
  const working = inParallel([1, 2, 3], { concurrency: 1, signal: leaving.signal }, async (item) => {
    begun.push(item);
    leaving.abort(new Error("enough"));
    await Promise.resolve();
  });

  await expect(working).rejects.toThrow("enough");
  expect(begun).toEqual([1]);
});
