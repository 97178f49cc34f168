import { describe, expect, it, test } from "vitest";

import {
  AccProtocolError,
  decode,
  infoSchema,
  installationReportSchema,
  projectReportSchema,
  providerGlobalReportSchema,
  providerReportSchema,
} from "../src/index.ts";
import { recordedAnswers } from "./support/recorded-answers.ts";

const answers = recordedAnswers();

describe("every recorded report is read, field for field", () => {
  test.each([
    {
      of: "an installation",
      path: /^\/installations\/\w+\/report$/,
      schema: installationReportSchema,
      times: 33,
    },
    {
      of: "a provider",
      path: /^\/projects\/[^/]+\/providers\/\w+\/report$/,
      schema: providerReportSchema,
      times: 13,
    },
    {
      of: "a project",
      path: /^\/projects\/(?:[^/]+|projects\/[^/]+\/(?:groups|users)\/[^/]+)\/report$/,
      schema: projectReportSchema,
      times: 13,
    },
    {
      of: "a provider in all projects",
      path: /^\/providers\/(?:\w+\/report|report\/external)$/,
      schema: providerGlobalReportSchema,
      times: 5,
    },
  ])("$of", ({ path, schema, times }) => {
    const recorded = answers.filter((answer) => path.test(answer.path));

    expect(recorded).toHaveLength(times);
    for (const { body } of recorded) expect(decode<unknown>(schema, body, "a report")).toEqual(body);
  });
});

const PERIOD = { from: "2024-01-01T00:00:00Z", to: "2024-02-01T00:00:00Z", total_value: 1 };
const METRIC = {
  metric_definition_id: "d",
  metric_name: "cpu_time",
  metric_description: null,
  unit_type: "s",
  metric_type: "aggregated",
};
const REPORT = {
  installation_id: "i",
  project: "p",
  provider: "v",
  installation: "one",
  infrastructure: null,
};

function installationReport(period: object): object {
  return { ...REPORT, data: [{ ...METRIC, periods: [PERIOD, period] }] };
}

describe("a report", () => {
  it.each([
    ["NaN", Number.NaN],
    ["-Infinity", Number.NEGATIVE_INFINITY],
    [-0, -0],
  ])("has the total %s as a number", (wire, total) => {
    const read = decode(installationReportSchema, installationReport({ ...PERIOD, total_value: wire }), "x");

    expect(read.data[0]?.periods[1]?.total_value).toBe(total);
  });

  it("keeps what a newer service adds, and leaves out what is not there", () => {
    const answer = installationReport({ ...PERIOD, cost: 3 });

    expect(decode(installationReportSchema, answer, "x")).toStrictEqual(answer);
  });

  it.each([
    ["data.0.periods.1.total_value", { ...PERIOD, total_value: "12" }],
    ["data.0.periods.1.from", { ...PERIOD, from: "2024-01-01" }],
    ["data.0.periods.1.usage_percentage", { ...PERIOD, usage_percentage: "49.88 %" }],
  ])("names what does not fit: %s", (path, period) => {
    const read = () => decode(installationReportSchema, installationReport(period), "the report of i");

    expect(read).toThrow(AccProtocolError);
    expect(read).toThrow(`the report of i: ${path}: expected`);
  });

  it("of version 1.7, which had totals without periods, is refused by the schemas of later ones", () => {
    const answer = { ...REPORT, data: [{ ...METRIC, total_value: 1 }] };

    expect(() => decode(installationReportSchema, answer, "x")).toThrow("x: data.0.periods: expected");
    expect(() => decode(providerGlobalReportSchema, [], "x")).toThrow("x: reports: expected");
  });
});

test("every recorded word that something was done is read", () => {
  const recorded = answers.filter(({ body }) => typeof body === "object" && body !== null && "code" in body);

  expect(recorded).toHaveLength(252);
  for (const { body } of recorded) {
    expect(decode(infoSchema, body, "x")).toEqual(body);
    expect(body).toMatchObject({ code: 200 });
  }
});
