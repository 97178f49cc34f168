import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { AccConfigError, type Page, Paged } from "../src/index.ts";

/** A service list over `rows`, which a test may change while it is read. */
function serve(rows: number[], log: { page: number; size: number }[] = []) {
  return async ({ page, size }: { page: number; size: number }): Promise<Page<number>> => {
    log.push({ page, size });
    const content = rows.slice((page - 1) * size, page * size);
    await Promise.resolve();
    return {
      size_of_page: content.length,
      number_of_page: page,
      total_elements: rows.length,
      total_pages: Math.max(1, Math.ceil(rows.length / size)),
      content,
    };
  };
}

const oneTo = (n: number) => Array.from({ length: n }, (_, index) => index + 1);

describe("Paged", () => {
  it("asks for nothing before it is read", () => {
    const log: { page: number; size: number }[] = [];
    const list = new Paged(serve(oneTo(5), log));
    expect(list).toBeDefined();
    expect(log).toEqual([]);
  });

  it("yields every item in the order of the pages, for every size and concurrency", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(50),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 6 }),
        async (n, pageSize, concurrency) => {
          const log: { page: number; size: number }[] = [];
          const list = new Paged(serve(oneTo(n), log), { pageSize, concurrency });
          expect(await list.toArray()).toEqual(oneTo(n));
          expect(log.map(({ page }) => page)).toEqual(oneTo(Math.max(1, Math.ceil(n / pageSize))));
        },
      ),
    );
  });

  it("ends with a page that has nothing, whatever the total says", async () => {
    const log: { page: number; size: number }[] = [];
    const few = serve(oneTo(2), log);
    const list = new Paged(async (asked) => ({ ...(await few(asked)), total_pages: 9 }), {
      pageSize: 1,
      concurrency: 1,
    });

    expect(await list.toArray()).toEqual([1, 2]);
    expect(log.map(({ page }) => page)).toEqual([1, 2, 3]);
  });

  it("can be read again, each reading starting afresh", async () => {
    const rows = oneTo(3);
    const list = new Paged(serve(rows), { pageSize: 2 });
    expect(await list.toArray()).toEqual([1, 2, 3]);
    rows.push(4);
    expect(await list.toArray()).toEqual([1, 2, 3, 4]);
  });

  it.each([
    { limit: 0, requests: 0 },
    { limit: 1, requests: 1 },
    { limit: 10, requests: 1 },
    { limit: 11, requests: 4 },
  ])("stops at a limit of $limit after $requests requests, those on their way included", async (stop) => {
    const log: { page: number; size: number }[] = [];
    const list = new Paged(serve(oneTo(1000), log), { pageSize: 10, concurrency: 3 });
    expect(await list.toArray({ limit: stop.limit })).toEqual(oneTo(stop.limit));
    expect(log.length).toBe(stop.requests);
  });

  it("remembers ids only for a reading that counts repeats, so that iterating needs no memory for them", async () => {
    const asked: number[] = [];
    const identify = (item: number) => String(asked.push(item));
    const list = new Paged(serve(oneTo(5)), { identify });
    expect(await list.toArray()).toEqual(oneTo(5));
    expect(asked).toEqual([]);
    for await (const item of list.read()) expect(item).toBeTypeOf("number");
    expect(asked).toEqual(oneTo(5));
  });

  it("counts in one request for a page past the end", async () => {
    const log: { page: number; size: number }[] = [];
    expect(await new Paged(serve(oneTo(7), log)).count()).toBe(7);
    expect(log).toEqual([{ page: 2_147_483_647, size: 1 }]);
  });

  it("gives one page by its number", async () => {
    const page = await new Paged(serve(oneTo(7)), { pageSize: 3 }).page(3);
    expect(page.content).toEqual([7]);
  });

  it("cancels what is in flight when the reader leaves", async () => {
    let aborted = 0;
    const hanging = (page: number, signal: AbortSignal) =>
      new Promise<Page<number>>((_, reject) => {
        signal.addEventListener("abort", () => {
          aborted += 1;
          reject(new Error(`page ${page} aborted`));
        });
      });
    const first = serve(oneTo(100));
    const list = new Paged<number>(
      (request, signal) => (request.page <= 2 ? first(request) : hanging(request.page, signal)),
      { pageSize: 10, concurrency: 4 },
    );
    for await (const item of list) {
      if (item === 15) break;
    }
    expect(aborted).toBe(3);
  });

  it("ends with the signal's own reason", async () => {
    const reason = new Error("enough");
    const controller = new AbortController();
    const list = new Paged(serve(oneTo(100)), { pageSize: 10 });
    const seen: number[] = [];
    const reading = async () => {
      for await (const item of list.read({ signal: controller.signal })) {
        seen.push(item);
        if (item === 10) controller.abort(reason);
      }
    };
    await expect(reading()).rejects.toBe(reason);
    expect(seen.length).toBe(10);
  });

  it("passes the error of a page on in its turn, and leaves no rejection unhandled", async () => {
    const rows = serve(oneTo(30));
    const list = new Paged<number>(
      (request) => (request.page >= 2 ? Promise.reject(new Error(`page ${request.page}`)) : rows(request)),
      { pageSize: 10, concurrency: 4 },
    );
    const seen: number[] = [];
    const reading = async () => {
      for await (const item of list) seen.push(item);
    };
    await expect(reading()).rejects.toThrow("page 2");
    expect(seen).toEqual(oneTo(10));
  });

  it("follows a list that grows while it is read", async () => {
    const rows = oneTo(10);
    const list = new Paged(serve(rows), { pageSize: 5, concurrency: 1 });
    const seen: number[] = [];
    for await (const item of list) {
      seen.push(item);
      if (item === 1) rows.push(11, 12);
    }
    expect(seen).toEqual(oneTo(12));
  });

  it("tells what a reading has seen: items, repeats, and the totals of the first and the last page", async () => {
    const rows = oneTo(10);
    const list = new Paged(serve(rows), { pageSize: 5, concurrency: 1, identify: String });
    const reading = list.read();
    expect(reading.coverage).toMatchObject({ items: 0, firstTotal: undefined, ended: false });
    for await (const item of reading) {
      if (item === 5) rows.splice(0, 0, 0); // pushes 5 over the edge, so that it comes twice
      if (item === 7) break;
    }
    expect(reading.coverage).toEqual({
      items: 8,
      repeats: 1,
      pages: 2,
      firstTotal: 10,
      lastTotal: 11,
      ended: false,
    });
  });

  it("says when a reading came to the end", async () => {
    const reading = new Paged(serve(oneTo(11)), { pageSize: 5 }).read();
    for await (const item of reading) expect(item).toBeTypeOf("number");
    expect(reading.coverage).toMatchObject({
      items: 11,
      pages: 3,
      firstTotal: 11,
      lastTotal: 11,
      ended: true,
    });
  });

  it.each([
    ["pageSize", { pageSize: 0 }],
    ["pageSize", { pageSize: 101 }],
    ["pageSize", { pageSize: 2.5 }],
    ["concurrency", { concurrency: 0 }],
  ])("refuses a bad %s with its name", (name, options) => {
    expect(() => new Paged(serve([]), options)).toThrow(AccConfigError);
    expect(() => new Paged(serve([]), options)).toThrow(name);
  });
});
