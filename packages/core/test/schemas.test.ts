import { describe, expect, it } from "vitest";

import {
  AccProtocolError,
  decode,
  installationSchema,
  metricItemSchema,
  metricSchema,
  pageSchema,
  projectSchema,
  valueToWire,
} from "../src/index.ts";

const definition = {
  metric_definition_id: "6b046ace55be38b0421138a4",
  metric_name: "cpu_time",
  metric_description: null,
  unit_type: "s",
  metric_type: "aggregated",
  creator_id: null,
};

const item = {
  id: "6b046ae855be38b042113950",
  time_period_start: "2024-01-01T00:00:00Z",
  time_period_end: "2024-01-02T00:00:00Z",
  value: 1.5,
  project: "PRJ1",
  provider: "6b046ae755be38b04211392c",
  installation_id: "6b046ae755be38b04211392e",
  project_id: "prj-1",
  metric_definition: definition,
};

describe("schemas", () => {
  it("give a listed metric and a written one the same names", () => {
    const listed = decode(metricItemSchema, item, "a list");
    const written = decode(
      metricSchema,
      {
        metric_id: item.id,
        metric_definition_id: definition.metric_definition_id,
        time_period_start: item.time_period_start,
        time_period_end: item.time_period_end,
        value: 1.5,
      },
      "an answer",
    );
    expect(listed).toMatchObject(written);
    expect(written).not.toHaveProperty("metric_id");
  });

  it("keep fields that a newer service adds, on every level", () => {
    const read = decode(
      metricItemSchema,
      { ...item, quality: "A", metric_definition: { ...definition, scale: 3 } },
      "x",
    );
    expect(read).toMatchObject({ quality: "A", metric_definition: { scale: 3 } });
  });

  it("do not turn an absent key into null, nor null into an absent key", () => {
    const read = decode(metricItemSchema, { ...item, user_id: null }, "x");
    expect(read).not.toHaveProperty("group_id");
    expect(read).toHaveProperty("user_id", null);
  });

  it.each([
    ["NaN", Number.NaN],
    ["Infinity", Number.POSITIVE_INFINITY],
    ["-Infinity", Number.NEGATIVE_INFINITY],
    [-0, -0],
    [4.9e-324, 5e-324],
  ])("read the value %s as %s, and write it as it came", (wire, value) => {
    const read = decode(metricItemSchema, { ...item, value: wire }, "x");
    expect(read.value).toBe(value);
    expect(Object.is(valueToWire(read.value), wire)).toBe(true);
  });

  it.each([
    ["content.1.time_period_start", { ...item, time_period_start: "2024-01-01" }],
    ["content.1.id", { ...item, id: undefined }],
    ["content.1.value", { ...item, value: "12" }],
    [
      "content.1.metric_definition.unit_type",
      { ...item, metric_definition: { ...definition, unit_type: 3 } },
    ],
  ])("name the path of what does not fit: %s", (path, bad) => {
    const page = {
      size_of_page: 2,
      number_of_page: 1,
      total_elements: 2,
      total_pages: 1,
      content: [item, bad],
      links: [],
    };
    const read = () => decode(pageSchema(metricItemSchema), page, "GET /projects/x/metrics page 1");
    expect(read).toThrow(AccProtocolError);
    expect(read).toThrow(`GET /projects/x/metrics page 1: ${path}: expected`);
  });

  it.each([null, [], "<html>", 7])("refuse an answer that is %j", (answer) => {
    expect(() => decode(projectSchema, answer, "GET /projects/x")).toThrow(AccProtocolError);
  });

  it("show no more of what came than its beginning", () => {
    const page = "x".repeat(10_000);
    expect(() => decode(projectSchema, page, "GET /projects/x")).toThrow(
      /^GET .projects.x: the answer itself: expected Object, got "x{98}…$/,
    );
  });

  it("refuse a capacity without a time, inside its installation", () => {
    const bad = {
      id: "i",
      project: "p",
      organisation: "o",
      installation: "name",
      capacities: [{ id: "c", installation_id: "i", metric_definition_id: "d", value: 1 }],
    };
    expect(() => decode(installationSchema, bad, "x")).toThrow("capacities.0.registered_on");
  });
});
