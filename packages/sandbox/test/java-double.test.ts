import { assert, double, integer, oneof, property } from "fast-check";
import { expect, test } from "vitest";

import { ByteWriter } from "../src/service/byte-writer.ts";
import { javaDouble, printJavaDouble } from "../src/service/java-double.ts";

function printed(value: number): string {
  const writer = new ByteWriter();
  writer.ascii("<");
  printJavaDouble(writer, value);
  writer.ascii(">");
  return Buffer.from(writer.copy()).toString().slice(1, -1);
}

test.for([
  [0, "0.0"],
  [-0, "-0.0"],
  [10, "10.0"],
  [9_999_999, "9999999.0"],
  [1e7, "1.0E7"],
  [0.001, "0.001"],
  [1e-4, "1.0E-4"],
  [12.5, "12.5"],
  [12.05, "12.05"],
  [12.005, "12.005"],
  [1.1, "1.1"],
  [0.1 + 0.2, "0.30000000000000004"],
  [-7.25, "-7.25"],
  [40.333333, "40.333333"],
  [9_007_199_254_740_992, "9.007199254740992E15"],
  [5e-324, "4.9E-324"],
  [Number.NaN, '"NaN"'],
  [Number.NEGATIVE_INFINITY, '"-Infinity"'],
] as const)("%d is printed %s", ([value, text]) => {
  expect([javaDouble(value), printed(value)]).toEqual([text, text]);
});

test("a value is printed with or without a text of its own in the same way, and read back as it was", () => {
  const few = integer({ min: -1e10, max: 1e10 }).map((thousandths) => thousandths / 1000);
  assert(
    property(oneof(few, double()), (value) => {
      expect(printed(value)).toBe(javaDouble(value));
      expect(Number(printed(value).replaceAll('"', ""))).toBe(value);
    }),
    { numRuns: 5000, seed: 1 },
  );
});
