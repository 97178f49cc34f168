import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { formatInstant, parseDay, parseInstant } from "../src/index.ts";

describe("parseInstant", () => {
  it.each([
    ["2024-01-31T23:59:59Z", "2024-01-31T23:59:59Z"],
    ["2024-01-31t23:59:59z", "2024-01-31T23:59:59Z"],
    ["2024-01-01T00:00:00+02:00", "2023-12-31T22:00:00Z"],
    ["2024-01-01T00:00:00-05:30", "2024-01-01T05:30:00Z"],
    ["2024-01-01T24:00:00Z", "2024-01-02T00:00:00Z"],
    ["2024-01-01T10:00:60Z", "2024-01-01T10:00:59Z"],
    ["2024-01-01T10:00:00.5Z", "2024-01-01T10:00:00.500Z"],
    ["2024-01-01T10:00:00.123456Z", "2024-01-01T10:00:00.123456Z"],
    ["2024-01-01T10:00:00.000000001Z", "2024-01-01T10:00:00.000000001Z"],
    ["1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999Z"],
    ["0099-03-01T00:00:00Z", "0099-03-01T00:00:00Z"],
    ["0000-02-29T00:00:00Z", "0000-02-29T00:00:00Z"],
    ["-0044-03-15T12:00:00Z", "-0044-03-15T12:00:00Z"],
    ["+12024-01-01T00:00:00Z", "+12024-01-01T00:00:00Z"],
    ["2024-02-29T00:00:00Z", "2024-02-29T00:00:00Z"],
  ])("reads %s as %s", (text, printed) => {
    const instant = parseInstant(text);
    expect(instant && formatInstant(instant.epochMs, instant.nanos)).toBe(printed);
  });

  it.each([
    "2024-01-01",
    "2024-01-01T00:00:00",
    "2024-01-01T00:00Z",
    "2024-01-01T00:00:00+0200",
    "2024-01-01T00:00:00+19:00",
    "2024-01-01 00:00:00Z",
    " 2024-01-01T00:00:00Z",
    "2023-02-29T00:00:00Z",
    "2024-04-31T00:00:00Z",
    "2024-13-01T00:00:00Z",
    "2024-00-01T00:00:00Z",
    "2024-01-01T24:00:01Z",
    "2024-01-01T24:00:00.001Z",
    "2024-01-01T25:00:00Z",
    "2024-01-01T00:60:00Z",
    "2024-01-01T00:00:61Z",
    "2024-01-01T00:00:00.Z",
    "2024-01-01T00:00:00.1234567890Z",
    "1704067200",
    "",
  ])("refuses %j", (text) => {
    expect(parseInstant(text)).toBeUndefined();
  });

  it("keeps the nanoseconds below the millisecond apart", () => {
    expect(parseInstant("1970-01-01T00:00:00.123456789Z")).toEqual({ epochMs: 123, nanos: 456_789 });
  });

  it("reads and prints more instants than it remembers, each the same the second time", () => {
    const hours = Array.from({ length: 25_000 }, (_, hour) => hour * 3_600_000);
    const texts = hours.map((epochMs) => formatInstant(epochMs));
    expect(new Set(texts).size).toBe(25_000);
    expect(hours.map((epochMs) => formatInstant(epochMs))).toEqual(texts);
    expect(texts.map((text) => parseInstant(text)?.epochMs)).toEqual(hours);
    expect(texts.map((text) => parseInstant(text)?.epochMs)).toEqual(hours);
  });

  it("reads back every instant that is printed", () => {
    const instants = fc.tuple(
      fc.integer({ min: -70_000_000_000_000, max: 253_402_300_800_000 }),
      fc.nat(999_999),
    );
    fc.assert(
      fc.property(instants, ([epochMs, nanos]) => {
        expect(parseInstant(formatInstant(epochMs, nanos))).toEqual({ epochMs, nanos });
      }),
    );
  });
});

describe("parseDay", () => {
  it.each([
    ["2024-02-29", Date.UTC(2024, 1, 29)],
    ["1969-07-20", Date.UTC(1969, 6, 20)],
  ])("reads %s as its first instant", (text, expected) => {
    expect(parseDay(text)).toBe(expected);
  });

  it.each(["2023-02-29", "2024-2-1", "2024-01-01T00:00:00Z", ""])("refuses %j", (text) => {
    expect(parseDay(text)).toBeUndefined();
  });
});

it("reads the same text the same way each time, and different texts apart, however many there were", () => {
  const texts = Array.from({ length: 25_000 }, (_, n) => formatInstant(n * 1000 + (n % 3)));
  for (const round of [1, 2]) {
    const read = texts.map((text) => parseInstant(text)?.epochMs);
    expect([round, read]).toEqual([round, texts.map((_, n) => n * 1000 + (n % 3))]);
  }
  expect(parseInstant("2024-02-30T00:00:00Z")).toBeUndefined();
  expect(parseInstant("2024-02-30T00:00:00Z")).toBeUndefined();
  const instant = parseInstant("2024-01-01T00:00:00Z");
  expect(() => Object.assign(instant ?? {}, { epochMs: 0 })).toThrow(TypeError);
});
