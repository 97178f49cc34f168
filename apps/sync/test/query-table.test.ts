import { describe, expect, it } from "vitest";

import { tableLines } from "../src/cli/table.ts";
import type { Cell } from "../src/export/cell.ts";

function table(columns: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return [...tableLines(columns, rows)].join("");
}

describe("a table for people", () => {
  it("aligns columns, numbers to the right", () => {
    expect(
      table(
        ["month", "total"],
        [
          ["2024-01", 9.5],
          ["2024-02", 1250],
        ],
      ),
    ).toBe("month    total\n2024-01    9.5\n2024-02   1250\n");
  });

  it("shows null as nothing and keeps its numbers to the right", () => {
    expect(
      table(
        ["a", "b"],
        [
          [null, "x"],
          [10, null],
        ],
      ),
    ).toBe(" a  b\n    x\n10\n");
  });

  it("counts wide and combining characters as the terminal does", () => {
    expect(
      table(
        ["a", "b"],
        [
          ["日本", "x"],
          ["e\u0301", "y"],
        ],
      ),
    ).toBe("a     b\n日本  x\ne\u0301     y\n");
  });

  it("shows characters that would break a line or move the cursor as escapes", () => {
    expect(table(["a"], [["x\ny\u001b[31m"]])).toBe("a\nx\\u000ay\\u001b[31m\n");
  });

  it("has only its names if there is no row", () => {
    expect(table(["id", "name"], [])).toBe("id  name\n");
  });

  it("writes rows as they come once a thousand have set the widths", () => {
    let read = 0;
    const rows = (function* () {
      for (; read < 5000; read++) yield [read];
    })();
    const lines = tableLines(["n"], rows);
    lines.next();
    expect(read).toBeLessThan(1001);
    expect([...lines]).toHaveLength(5000);
  });
});
