import { expect, test } from "vitest";

import { capacityChanges, cutWindow } from "../src/report/periods.ts";
import { usagePercentage } from "../src/report/usage.ts";
import { javaDouble } from "../src/service/java-double.ts";

const day = (text: string) => Date.parse(`2024-${text}T00:00:00Z`);
const capacity = (on: string, value: number) => ({
  id: on,
  installation_id: "i",
  metric_definition_id: "d",
  value,
  registered_on: `2024-${on}T00:00:00Z`,
});
const text = (ms: number) => new Date(ms).toISOString().slice(5, 10);
const TWO = [capacity("01-15", 300), capacity("01-05", 200.5)];

test.for([
  ["01-01", "02-01", "01-01/01-05 01-05/01-15=200.5 01-15/02-01=300"],
  ["01-01", "01-05", "01-01/01-05 01-05/01-05=200.5"],
  ["01-06", "01-12", "01-06/01-12=200.5"],
  ["01-05", "01-15", "01-05/01-15=200.5"],
  ["01-16", "02-02", "01-16/02-02=300"],
  ["01-02", "01-03", "01-02/01-03 01-03/01-03=200.5"],
] as const)("cuts %s to %s at capacity changes", ([start, end, expected]) => {
  const periods = cutWindow(day(start), day(end), capacityChanges(TWO, "d"));
  const shown = periods.map(
    ({ from, to, capacity: value }) => `${text(from)}/${text(to)}${value === undefined ? "" : `=${value}`}`,
  );
  expect(shown.join(" ")).toBe(expected);
});

test.for([
  [100, 200.5, 49.88],
  [40.333333, 300, 13.44],
  [5040.333333, 300, 1680.11],
  [7, 1000, 0.7],
  [1, 3, 33.33],
  [0.00005, 1, 0.01], // half, up
  [-0.00005, 1, -0.01],
  [1.00015, 1, 100.02], // a double's product would be rounded down
  [0, 12.5, 0],
  [1e21, 1e-7, 1e30],
] as const)("%d of %d is %d %%", ([total, value, percentage]) => {
  expect(usagePercentage(total, value)).toBe(percentage);
});

test.for([
  [10, "10.0"],
  [-0, "-0.0"],
  [0.001, "0.001"],
  [0.0001, "1.0E-4"],
  [9_999_999, "9999999.0"],
  [1e7, "1.0E7"],
  [9007199254740992, "9.007199254740992E15"],
  [5e-324, "4.9E-324"],
  [1.5e300, "1.5E300"],
  [Number.NaN, '"NaN"'],
  [Number.NEGATIVE_INFINITY, '"-Infinity"'],
] as const)("prints %d as the service does", ([value, printed]) => {
  expect(javaDouble(value)).toBe(printed);
  expect(Number(JSON.parse(printed))).toBe(value);
});
