import { AccConfigError } from "@argo-acc/core";

import { type Option, optionFlag, type Options, type Values } from "./option.ts";
import { nearestName } from "../spelling/nearest-name.ts";

/** A command line taken apart: the options by flag, and the words between them. */
interface Parts {
  readonly given: ReadonlyMap<string, readonly string[]>;
  readonly words: readonly string[];
}

/** What a command line came to. */
export interface CommandLine<O extends Options> {
  readonly values: Values<O>;
  readonly words: readonly string[];
}

/** The environment, by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads a command line strictly: nothing unknown, nothing twice, no value missing. What is not on the command line is
 * taken from the environment, where the option names a variable; an empty variable counts as unset.
 *
 * @param command the name of the command, for messages
 * @throws AccConfigError naming the first thing that is wrong
 */
export function readOptions<O extends Options>(
  argv: readonly string[],
  options: O,
  env: Environment,
  command = "COMMAND",
): CommandLine<O> {
  const { given, words } = takeApart(argv, options, command);
  const values: Record<string, unknown> = {};
  for (const [name, option] of Object.entries(options)) {
    const flag = optionFlag(name);
    const written = given.get(flag);
    const inherited = option.env === undefined ? undefined : env[option.env];
    if (written !== undefined) values[name] = option.read(written, flag);
    else if (inherited) values[name] = option.read([inherited], option.env ?? flag);
    else values[name] = option.read([], flag);
  }
  return { values: values as Values<O>, words };
}

/** Whether an argument is meant as an option; `-` is stdin, and dashes before a space begin a comment in SQL. */
export function isOption(argument: string): boolean {
  return argument.startsWith("-") && argument !== "-" && !/^-+\s/.test(argument);
}

/** Whether an option is followed by a value. */
export function takesValue(option: Option<unknown>): boolean {
  return option.hint !== undefined;
}

function takeApart(argv: readonly string[], options: Options, command: string): Parts {
  const byFlag = new Map(Object.entries(options).map(([name, option]) => [optionFlag(name), option]));
  const given = new Map<string, string[]>();
  const words: string[] = [];
  for (let index = 0; index < argv.length; index++) {
    const argument = argv[index] ?? "";
    if (argument === "--") return { given, words: [...words, ...argv.slice(index + 1)] };
    if (!isOption(argument)) {
      words.push(argument);
      continue;
    }
    const [flag, attached] = splitFlag(argument);
    const option = byFlag.get(flag) ?? unknownOption(flag, [...byFlag.keys()], command);
    const earlier = given.get(flag);
    if (earlier !== undefined && option.repeatable !== true) {
      throw new AccConfigError(`${flag} is given twice`, { cure: `give ${flag} once` });
    }
    const value = takesValue(option)
      ? (attached ?? valueAfter(argv[++index], flag, option))
      : noValue(attached, flag);
    given.set(flag, [...(earlier ?? []), value]);
  }
  return { given, words };
}

/** An option and the value attached to it: `--port=80` is `--port` and `80`. */
export function splitFlag(argument: string): readonly [flag: string, attached: string | undefined] {
  const equals = argument.indexOf("=");
  return equals === -1 ? [argument, undefined] : [argument.slice(0, equals), argument.slice(equals + 1)];
}

function valueAfter(next: string | undefined, flag: string, option: Option<unknown>): string {
  if (next !== undefined && !next.startsWith("--")) return next;
  throw new AccConfigError(`${flag} has no value`, { cure: `write ${flag} ${option.hint ?? ""}`.trimEnd() });
}

function noValue(attached: string | undefined, flag: string): string {
  if (attached === undefined) return "";
  throw new AccConfigError(`${flag} takes no value, it was given "${attached}"`, {
    cure: `write ${flag} alone`,
  });
}

function unknownOption(flag: string, known: readonly string[], command: string): never {
  refuseToken(flag);
  const near = nearestName(flag, known);
  throw new AccConfigError(`unknown option ${flag}`, {
    cure: near === undefined ? `argo-acc ${command} --help lists the options` : `did you mean ${near}?`,
  });
}

/** @throws AccConfigError if an option would bring a token: other users of the machine can read a command line */
export function refuseToken(flag: string): void {
  if (flag !== "--token") return;
  throw new AccConfigError("a token is not taken from the command line, where others can read it", {
    cure: "put it into a file and name that with --token-file FILE, or set ARGO_ACC_TOKEN",
  });
}
