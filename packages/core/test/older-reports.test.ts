import { describe, expect, it } from "vitest";

import { AccProtocolError, decode, reportSchemas } from "../src/index.ts";
import { recordedAnswers } from "./support/recorded-answers.ts";

const schemas = reportSchemas({ start: "2024-01-01", end: "2024-02-01" });

const CPU = {
  metric_definition_id: "d",
  metric_name: "cpu_time",
  metric_description: null,
  unit_type: "s",
  metric_type: "aggregated",
};
const DISK = { ...CPU, metric_definition_id: "e", metric_name: "disk", unit_type: "TB" };
const PERMISSIONS = [{ access_type: "ALWAYS", collection: "Metric", actions: ["READ"] }];
const JANUARY = { from: "2024-01-01T00:00:00Z", to: "2024-02-01T00:00:00Z" };

function installation(id: string, data: readonly object[]): object {
  const head = { installation_id: id, project: "p", provider: "v", installation: id, infrastructure: null };
  return { ...head, resource: "", permissions: PERMISSIONS, data };
}

function provider(data: readonly object[]): object {
  return { provider_id: "v", name: "V", website: "", permissions: PERMISSIONS, data };
}

const ONE = installation("one", [
  { ...CPU, total_value: 1.5 },
  { ...DISK, total_value: 4 },
]);
const TWO = installation("two", [{ ...CPU, total_value: 2 }]);

describe("a report of version 1.7", () => {
  it("has its totals in the one period that the report is of, and keeps what else it says", () => {
    expect(decode(schemas.installation, ONE, "x")).toStrictEqual({
      installation_id: "one",
      project: "p",
      provider: "v",
      installation: "one",
      infrastructure: null,
      resource: "",
      permissions: PERMISSIONS,
      data: [
        { ...CPU, periods: [{ ...JANUARY, total_value: 1.5 }] },
        { ...DISK, periods: [{ ...JANUARY, total_value: 4 }] },
      ],
    });
  });

  it("has the sums of its installations, in providers and in the project", () => {
    const project = { id: "p", acronym: "P", permissions: PERMISSIONS, data: [provider([ONE, TWO])] };
    const sums = [
      { ...CPU, total_value: 3.5 },
      { ...DISK, total_value: 4 },
    ];
    const read = decode(schemas.project, project, "x");
    expect(read).toMatchObject({ id: "p", permissions: PERMISSIONS, aggregated_metrics: sums });
    expect(read.data.map(({ aggregated_metrics }) => aggregated_metrics)).toEqual([sums]);
    expect(read.data[0]?.data.map(({ installation_id }) => installation_id)).toEqual(["one", "two"]);
  });

  it("of a provider everywhere is a list of reports", () => {
    expect(decode(schemas.providerGlobal, [provider([ONE]), provider([TWO])], "x")).toMatchObject({
      reports: [
        { provider_id: "v", aggregated_metrics: [{ total_value: 1.5 }, { total_value: 4 }] },
        { provider_id: "v", aggregated_metrics: [{ total_value: 2 }] },
      ],
      aggregated_metrics: [
        { ...CPU, total_value: 3.5 },
        { ...DISK, total_value: 4 },
      ],
    });
  });

  it("of nothing has no sums", () => {
    expect(decode(schemas.provider, provider([]), "x")).toStrictEqual({
      ...provider([]),
      aggregated_metrics: [],
    });
    expect(decode(schemas.providerGlobal, [], "x")).toEqual({ reports: [], aggregated_metrics: [] });
  });

  it.each([
    ["NaN", Number.NaN],
    ["Infinity", Number.POSITIVE_INFINITY],
    [-0, -0],
  ])("has the total %s as a number, and in its sums", (wire, total) => {
    const read = decode(
      schemas.provider,
      provider([installation("i", [{ ...CPU, total_value: wire }])]),
      "x",
    );
    expect(read.data[0]?.data[0]?.periods[0]?.total_value).toBe(total);
    expect(read.aggregated_metrics[0]?.total_value).toBe(total);
  });

  it.each([
    ["data.0.data.0.total_value", provider([installation("i", [{ ...CPU, total_value: "12" }])])],
    ["data.0.data.0.metric_name", provider([installation("i", [{ metric_definition_id: "d" }])])],
    ["data.0.installation_id", provider([{ data: [] }])],
    ["data", { provider_id: "v", name: "V" }],
  ])("names what does not fit: %s", (path, answer) => {
    const read = () => decode(schemas.provider, answer, "the report of v");
    expect(read).toThrow(AccProtocolError);
    expect(read).toThrow(`the report of v: ${path}: expected`);
  });
});

it.each([
  ["an installation", /^\/installations\/\w+\/report$/, schemas.installation, 33],
  ["a provider", /^\/projects\/[^/]+\/providers\/\w+\/report$/, schemas.provider, 13],
  [
    "a project",
    /^\/projects\/(?:[^/]+|projects\/[^/]+\/(?:groups|users)\/[^/]+)\/report$/,
    schemas.project,
    13,
  ],
  [
    "a provider in all projects",
    /^\/providers\/(?:\w+\/report|report\/external)$/,
    schemas.providerGlobal,
    5,
  ],
] as const)("a report of version 1.8 is read as it is: %s", (_of, path, schema, times) => {
  const recorded = recordedAnswers().filter((answer) => path.test(answer.path));
  expect(recorded).toHaveLength(times);
  for (const { body } of recorded) expect(decode<unknown>(schema, body, "a report")).toEqual(body);
});

it.each([
  ["data.0.periods", schemas.installation, installation("i", [CPU])],
  ["reports", schemas.providerGlobal, { aggregated_metrics: [] }],
  ["the answer itself", schemas.project, null],
] as const)("what no version says is refused by its place: %s", (path, schema, answer) => {
  expect(() => decode<unknown>(schema, answer, "x")).toThrow(`x: ${path}: expected`);
});
