import { AccConfigError } from "@argo-acc/core";

import { parseDuration } from "./duration.ts";

/** One option of a command: how it is written, what it means, and how its text is read. */
export interface Option<T> {
  /** One sentence: what it does, with unit. */
  readonly description: string;
  /** The word for the value in help, such as `FILE`; absent for a flag, which takes none. */
  readonly hint?: string;
  /** What holds when it is left out, for help only. */
  readonly defaultText?: string;
  /** The environment variable that is asked when it is not on the command line. */
  readonly env?: string;
  /** Whether it may be given several times. */
  readonly repeatable?: boolean;
  /** The value of what was written, in order; none if it was left out. `where` names the option for messages. */
  read(written: readonly string[], where: string): T;
}

/** The options of a command, by their camelCase name; `maxGone` is written `--max-gone`. */
export type Options = Readonly<Record<string, Option<unknown>>>;

/** What the options of a command came to. */
export type Values<O extends Options> = {
  readonly [Name in keyof O]: O[Name] extends Option<infer T> ? T : never;
};

/** What every kind of option may be given beside its description. */
interface Extras {
  readonly env?: string;
  readonly defaultText?: string;
}

/** An option that is there or not. */
export function flag(description: string): Option<boolean> {
  return { description, read: (written) => written.length > 0 };
}

/** An option with a text. */
export function text(hint: string, description: string, extras: Extras = {}): Option<string | undefined> {
  return { description, hint, ...extras, read: ([first], where) => nonEmpty(first, where) };
}

/** An option with texts, one each time it is given. */
export function texts(hint: string, description: string): Option<readonly string[]> {
  return {
    description,
    hint,
    repeatable: true,
    read: (all, where) => all.map((one) => nonEmpty(one, where) ?? one),
  };
}

/** An option with one of a few words. */
export function oneOf<const W extends string>(
  words: readonly W[],
  description: string,
  extras: Extras = {},
): Option<W | undefined> {
  return {
    description,
    hint: words.join("|"),
    ...extras,
    read: ([first], where) => {
      if (first === undefined) return undefined;
      const word = words.find((known) => known === first);
      if (word === undefined) {
        throw new AccConfigError(`${where} "${first}" is not one of ${words.join(", ")}`, {
          cure: `write one of: ${words.join(", ")}`,
        });
      }
      return word;
    },
  };
}

/** An option with a whole number in a range, both ends included. */
export function wholeNumber(
  description: string,
  range: { readonly min: number; readonly max: number },
  extras: Extras = {},
): Option<number | undefined> {
  return {
    description,
    hint: "N",
    ...extras,
    read: ([first], where) => {
      if (first === undefined) return undefined;
      const number = /^[+-]?\d+$/.test(first) ? Number(first) : Number.NaN;
      if (!(number >= range.min && number <= range.max)) {
        const allowed = `a whole number from ${range.min} to ${range.max}`;
        throw new AccConfigError(`${where} "${first}" is not ${allowed}`, { cure: `write ${allowed}` });
      }
      return number;
    },
  };
}

/** An option with a finite number. */
export function decimal(description: string): Option<number | undefined> {
  return {
    description,
    hint: "NUMBER",
    read: ([first], where) => {
      if (first === undefined) return undefined;
      if (!/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(first)) {
        throw new AccConfigError(`${where} "${first}" is not a number`, {
          cure: "write a number such as 10, 10.5 or 1e6",
        });
      }
      return Number(first);
    },
  };
}

/** An option with a duration, read into milliseconds. */
export function duration(description: string, extras: Extras = {}): Option<number | undefined> {
  return {
    description,
    hint: "DURATION",
    ...extras,
    read: ([first], where) => {
      if (first === undefined) return undefined;
      const ms = parseDuration(first);
      if (ms === undefined) {
        throw new AccConfigError(`${where} "${first}" is not a duration`, {
          cure: "write a number and its unit: 30s, 5m, 12h or 7d",
        });
      }
      return ms;
    },
  };
}

/** How an option is written on the command line: `maxGone` as `--max-gone`. */
export function optionFlag(name: string): string {
  return `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

function nonEmpty(value: string | undefined, where: string): string | undefined {
  if (value === "")
    throw new AccConfigError(`${where} is empty`, { cure: `give ${where} a value, or leave it out` });
  return value;
}
