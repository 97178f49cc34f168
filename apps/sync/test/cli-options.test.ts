import { AccConfigError } from "@argo-acc/core";
import { describe, expect, it } from "vitest";

import { formatDuration, parseDuration } from "../src/cli/duration.ts";
import { decimal, duration, flag, oneOf, text, texts, wholeNumber } from "../src/cli/option.ts";
import { readOptions } from "../src/cli/read-options.ts";
import { editDistance, nearestName } from "../src/spelling/nearest-name.ts";

const options = {
  maxGone: wholeNumber("", { min: 0, max: 1000 }),
  grace: duration(""),
  value: decimal(""),
  format: oneOf(["csv", "ndjson"], ""),
  out: text("FILE", "", { env: "TEST_OUT" }),
  fault: texts("SPEC", ""),
  full: flag(""),
};

function problemOf(argv: readonly string[], env: Record<string, string> = {}) {
  try {
    readOptions(argv, options, env);
  } catch (error) {
    if (error instanceof AccConfigError) return `${error.message} | ${error.cure}`;
    throw error;
  }
  return "accepted";
}

describe("the options of a command line", () => {
  it("are read into numbers, milliseconds, texts and lists", () => {
    const argv = "one --max-gone=5 --grace 90s --fault a:1 --value -1.5e3 --full --fault b two --out -".split(
      " ",
    );
    expect(readOptions(argv, options, {})).toEqual({
      values: {
        maxGone: 5,
        grace: 90_000,
        value: -1500,
        format: undefined,
        out: "-",
        fault: ["a:1", "b"],
        full: true,
      },
      words: ["one", "two"],
    });
  });

  it("leave a text that begins with dashes and a space a word: a comment in SQL", () => {
    expect(readOptions(["-- all\nselect 1", "--full"], options, {}).words).toEqual(["-- all\nselect 1"]);
  });

  it("end at two dashes, after which everything is a word", () => {
    expect(readOptions(["--full", "--", "--odd", "x"], options, {}).words).toEqual(["--odd", "x"]);
  });

  it.each([
    [["--out", "given"], { TEST_OUT: "inherited" }, "given"],
    [[], { TEST_OUT: "inherited" }, "inherited"],
    [[], { TEST_OUT: "" }, undefined],
    [[], {}, undefined],
  ] as const)("come from the command line, then the environment: %j %j", (argv, env, expected) => {
    expect(readOptions(argv, options, env).values.out).toBe(expected);
  });

  it.each([
    [["--ful"], "unknown option --ful | did you mean --full?"],
    [["--max-gnoe=3"], "unknown option --max-gnoe | did you mean --max-gone?"],
    [["--colour"], "unknown option --colour | argo-acc COMMAND --help lists the options"],
    [["-x"], "unknown option -x | argo-acc COMMAND --help lists the options"],
    [["--full", "--full"], "--full is given twice | give --full once"],
    [["--out", "a", "--out=b"], "--out is given twice | give --out once"],
    [["--out"], "--out has no value | write --out FILE"],
    [["--out", "--full"], "--out has no value | write --out FILE"],
    [["--out="], "--out is empty | give --out a value, or leave it out"],
    [["--full=yes"], '--full takes no value, it was given "yes" | write --full alone'],
    [
      ["--max-gone", "5.5"],
      '--max-gone "5.5" is not a whole number from 0 to 1000 | write a whole number from 0 to 1000',
    ],
    [
      ["--max-gone", "-1"],
      '--max-gone "-1" is not a whole number from 0 to 1000 | write a whole number from 0 to 1000',
    ],
    [
      ["--max-gone", "1001"],
      '--max-gone "1001" is not a whole number from 0 to 1000 | write a whole number from 0 to 1000',
    ],
    [["--grace", "60"], '--grace "60" is not a duration | write a number and its unit: 30s, 5m, 12h or 7d'],
    [["--value", "1,5"], '--value "1,5" is not a number | write a number such as 10, 10.5 or 1e6'],
    [["--format", "xml"], '--format "xml" is not one of csv, ndjson | write one of: csv, ndjson'],
  ] as const)("are refused with the cure: %j", (argv, expected) => {
    expect(problemOf(argv)).toBe(expected);
  });

  it("never repeat a token that was written on the command line", () => {
    for (const argv of [["--token", "s3cret"], ["--token=s3cret"]]) {
      expect(problemOf(argv)).toBe(
        "a token is not taken from the command line, where others can read it | put it into a file and name that with --token-file FILE, or set ARGO_ACC_TOKEN",
      );
    }
  });
});

describe("durations", () => {
  it.each([
    ["250ms", 250],
    ["30s", 30_000],
    ["1.5m", 90_000],
    ["12h", 43_200_000],
    ["7d", 604_800_000],
    ["0", 0],
    ["5", undefined],
    ["-5s", undefined],
    ["5 s", undefined],
    ["s", undefined],
    ["1e400s", undefined],
  ])("%s is %s ms", (given, ms) => {
    expect(parseDuration(given)).toBe(ms);
  });

  it.each([
    [420, "0.4 s"],
    [21_400, "21.4 s"],
    [185_000, "3 min 5 s"],
    [3_600_000, "1 h"],
    [601_200_000, "6 d 23 h"],
  ])("%s ms reads %s", (ms, expected) => {
    expect(formatDuration(ms)).toBe(expected);
  });
});

describe("a misspelt name", () => {
  it.each([
    ["pul", ["pull", "push"], "pull"],
    ["psuh", ["pull", "push"], "push"],
    ["metrisc", ["metrics", "projects"], "metrics"],
    ["xyz", ["pull", "push"], undefined],
  ])("%s of %j means %s", (given, known, expected) => {
    expect(nearestName(given, known)).toBe(expected);
  });

  it.each([
    ["", "abc", 3],
    ["kitten", "sitting", 3],
    ["ab", "ba", 1],
    ["same", "same", 0],
  ])("%s is %s: distance %i", (a, b, distance) => {
    expect(editDistance(a, b)).toBe(distance);
  });
});
