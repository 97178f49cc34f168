import { Paged, readCounted } from "@argo-acc/core";
import { describe, expect, test } from "vitest";

/** A list that answers each reading with one page: its ids, and what it counts. */
function listOf(readings: readonly (readonly [ids: string, total: number])[]) {
  let asked = 0;
  const list = new Paged<string>(
    async () => {
      const [ids = "", total = 0] = readings[asked++] ?? [];
      const content = ids === "" ? [] : ids.split(" ");
      return {
        size_of_page: content.length,
        number_of_page: 1,
        total_elements: total,
        total_pages: 1,
        content,
        links: [],
      };
    },
    { identify: (id) => id },
  );
  return { list, asked: () => asked };
}

describe("a list that is read until it fits its own count", () => {
  test.each([
    { what: "fits at once", readings: [["a b", 2]], asked: 1, items: ["a", "b"], fits: true },
    { what: "is empty", readings: [["", 0]], asked: 1, items: [], fits: true },
    {
      what: "fits the second time",
      readings: [
        ["a", 2],
        ["a b", 2],
      ],
      asked: 2,
      items: ["a", "b"],
      fits: true,
    },
    {
      what: "gives less each time",
      readings: [
        ["", 4],
        ["a", 4],
        ["", 4],
      ],
      asked: 3,
      items: [],
      fits: false,
    },
    {
      what: "gives more",
      readings: [
        ["a b", 1],
        ["a b", 1],
        ["a b", 1],
      ],
      asked: 3,
      items: ["a", "b"],
      fits: false,
    },
    {
      what: "names one twice",
      readings: [
        ["a a", 2],
        ["a a", 2],
        ["a a", 2],
      ],
      asked: 3,
      items: ["a", "a"],
      fits: false,
    },
  ] as const)("one that $what", async ({ readings, asked, items, fits }) => {
    const service = listOf(readings);

    const reading = await readCounted(service.list);

    expect(reading).toMatchObject({ items, fits });
    expect(service.asked()).toBe(asked);
  });

  test("may name something twice where that is its way", async () => {
    const { list, asked } = listOf([["a a", 2]]);

    expect(await readCounted(list, { mayRepeat: true })).toEqual({ items: ["a", "a"], total: 2, fits: true });
    expect(asked()).toBe(1);
  });
});
