import {
  type AccClient,
  allOf,
  anyOf,
  everything,
  instantIs,
  type InstallationSearchField,
  isAbsent,
  isPresent,
  isSearchableText,
  type MetricDefinitionSearchField,
  type MetricSearchField,
  type ProviderSearchField,
  type SearchQuery,
  textAfter,
  textBefore,
  textFrom,
  textIs,
  textIsNot,
  textMatches,
  textUntil,
  valueIs,
} from "@argo-acc/client";
import { AccConfigError } from "@argo-acc/core";
import { describe, expect, expectTypeOf, test } from "vitest";

test("a query is sent as the comparisons that were said", () => {
  const query = anyOf(
    allOf(textIs("resource_id", "p.v.i"), instantIs("time_period_start", "gte", Date.UTC(2024, 0))),
    isAbsent("group_id"),
    isPresent("user_id"),
    valueIs("gt", 4),
  );

  expect(JSON.parse(JSON.stringify(query))).toEqual({
    type: "filter",
    operator: "OR",
    criteria: [
      {
        type: "filter",
        operator: "AND",
        criteria: [
          {
            type: "filter",
            operator: "AND",
            criteria: [
              { type: "query", field: "resource_id", operand: "gte", values: "p.v.i" },
              { type: "query", field: "resource_id", operand: "lte", values: "p.v.i" },
            ],
          },
          { type: "query", field: "time_period_start", operand: "gte", values: "2024-01-01T00:00:00Z" },
        ],
      },
      { type: "query", field: "group_id", operand: "eq", values: null },
      { type: "query", field: "user_id", operand: "neq", values: null },
      { type: "query", field: "value", operand: "gt", values: 4 },
    ],
  });
});

test.each([
  { say: textFrom, operand: "gte" },
  { say: textAfter, operand: "gt" },
  { say: textUntil, operand: "lte" },
  { say: textBefore, operand: "lt" },
  { say: textIsNot, operand: "neq" },
  { say: textMatches, operand: "eq" },
])("$say.name is sent as $operand", ({ say, operand }) => {
  expect(say("group_id", "g.*").toJSON()).toEqual({
    type: "query",
    field: "group_id",
    operand,
    values: "g.*",
  });
});

test("one criterion alone is sent without a filter around it", () => {
  const body = { type: "query", field: "value", operand: "lt", values: 0 };

  expect(allOf(valueIs("lt", 0)).toJSON()).toEqual(body);
  expect(anyOf(anyOf(valueIs("lt", 0))).toJSON()).toEqual(body);
});

describe("instants are sent in the one form that search takes for a date", () => {
  test.each([
    { when: 0, sent: "1970-01-01T00:00:00Z" },
    { when: "2024-02-29", sent: "2024-02-29T00:00:00Z" },
    { when: "2024-01-01T01:30:00+02:00", sent: "2023-12-31T23:30:00Z" },
    { when: "2024-01-01t00:00:00.000z", sent: "2024-01-01T00:00:00Z" },
    { when: "0001-01-01", sent: "0001-01-01T00:00:00Z" },
    { when: "9999-12-31T23:59:59Z", sent: "9999-12-31T23:59:59Z" },
  ])("$when", ({ when, sent }) => {
    expect(instantIs("time_period_end", "lt", when).toJSON()).toMatchObject({ values: sent });
  });
});

const DATE = "2024-01-31T23:59:59Z";
const LONE = "\uD800";

describe("what search would misread and not say so is refused", () => {
  test.each([
    {
      name: "text that looks like a date",
      say: () => textIs("group_id", DATE),
      words: "takes it for a date",
    },
    { name: "an impossible date", say: () => textFrom("user_id", "2024-13-99T99:99:99Z"), words: "a date" },
    { name: "a pattern like a date", say: () => textMatches("project", DATE), words: "takes it for a date" },
    { name: "its neighbours", say: () => textBefore("name", DATE), words: "search cannot compare name with" },
    { name: "half a character", say: () => textIsNot("user_id", LONE), words: "no well-formed text" },
    { name: "a part of a second", say: () => instantIs("time_period_start", "gte", 1), words: "with 1 ms" },
    {
      name: "a part of a second as text",
      say: () => instantIs("time_period_start", "gte", "2024-01-01T00:00:00.5Z"),
      words: "whole seconds",
    },
    {
      name: "nanoseconds",
      say: () => instantIs("time_period_start", "gte", "2024-01-01T00:00:00.000000001Z"),
      words: "whole seconds",
    },
    {
      name: "an instant without a zone",
      say: () => instantIs("time_period_start", "eq", "2024-01-01T00:00:00"),
      words: 'cannot be compared with "2024-01-01T00:00:00"',
    },
    { name: "no day", say: () => instantIs("time_period_end", "lt", "2023-02-30"), words: '"2023-02-30"' },
    { name: "no number", say: () => instantIs("time_period_end", "lt", Number.NaN), words: "NaN ms" },
    {
      name: "the year 10000",
      say: () => instantIs("time_period_end", "lt", Date.UTC(10_000, 0)),
      words: "years 1 to 9999",
    },
    {
      name: "a second before the year 1",
      say: () => instantIs("time_period_end", "lt", Date.parse("0001-01-01T00:00:00Z") - 1000),
      words: "years 1 to 9999",
    },
    { name: "NaN", say: () => valueIs("eq", Number.NaN), words: "search cannot compare with NaN" },
    { name: "infinity", say: () => valueIs("lt", Infinity), words: "search cannot compare with Infinity" },
    { name: "all of nothing", say: () => allOf(), words: "AND of nothing" },
    { name: "any of nothing", say: () => anyOf(), words: "OR of nothing" },
  ])("$name", ({ say, words }) => {
    expect(say).toThrow(AccConfigError);
    expect(say).toThrow(words);
  });

  test.each([
    { text: "2024-01-31", searchable: true },
    { text: `${DATE} `, searchable: true },
    { text: "", searchable: true },
    { text: "\u{1F600}", searchable: true },
    { text: DATE, searchable: false },
    { text: LONE, searchable: false },
  ])("whether $text can be searched is known beforehand: $searchable", ({ text, searchable }) => {
    expect(isSearchableText(text)).toBe(searchable);
  });
});

describe("the types", () => {
  test("tell what each search can ask for", () => {
    expectTypeOf(textIs("project_id", "p")).toExtend<SearchQuery>();
    expectTypeOf(everything()).toExtend<SearchQuery>();
    expectTypeOf(
      allOf(textIs("user_id", "u"), instantIs("time_period_end", "lt", 0), valueIs("gt", 0)),
    ).toExtend<SearchQuery<"user_id" | "time_period_end" | "value">>();
    expectTypeOf(textIs("name", "n")).toExtend<SearchQuery<ProviderSearchField>>();
    expectTypeOf(textIs("organisation", "v")).toExtend<SearchQuery<InstallationSearchField>>();
    expectTypeOf(textIs("unit_type", "s")).toExtend<SearchQuery<MetricDefinitionSearchField>>();
    expectTypeOf(anyOf(textIs("name", "n"), textIs("logo", "l"))).toExtend<
      SearchQuery<ProviderSearchField>
    >();
  });

  test("refuse a field that the search does not know", () => {
    expectTypeOf(textIs("name", "n")).not.toExtend<SearchQuery>();
    expectTypeOf(textIs("unit_type", "s")).not.toExtend<SearchQuery<MetricSearchField>>();
    expectTypeOf(anyOf(textIs("name", "n"), textIs("unit_type", "s"))).not.toExtend<
      SearchQuery<ProviderSearchField>
    >();
    expectTypeOf(valueIs("gt", 0)).not.toExtend<SearchQuery<InstallationSearchField>>();
    expectTypeOf<"metric_name">().not.toExtend<MetricSearchField>();
  });

  test("refuse what was not said with words", () => {
    const raw = { type: "query", field: "value", operand: "gt", values: 4 } as const;

    expectTypeOf(raw).not.toExtend<Parameters<AccClient["metrics"]["search"]>[0]>();
    expectTypeOf(valueIs("gt", 4).toJSON()).not.toExtend<SearchQuery>();
    expect(valueIs("gt", 4).toJSON()).toEqual(raw);
  });

  test("compare text with text, values with numbers and instants by order", () => {
    expectTypeOf(textIs).parameter(0).not.toExtend<"value" | "time_period_start">();
    expectTypeOf(textIs).parameter(1).toEqualTypeOf<string>();
    expectTypeOf(valueIs).parameter(1).toEqualTypeOf<number>();
    expectTypeOf(instantIs).parameter(1).toEqualTypeOf<"eq" | "lt" | "lte" | "gt" | "gte">();
    expectTypeOf(isAbsent<"group_id">)
      .parameter(0)
      .toEqualTypeOf<"group_id">();
    expectTypeOf<"project_id">().not.toExtend<Parameters<typeof isAbsent>[0]>();
  });
});
