import { AccConfigError } from "@argo-acc/core";

import { commonOptions } from "./common-options.ts";
import { optionFlag } from "./option.ts";
import { isOption, refuseToken, splitFlag, takesValue } from "./read-options.ts";
import { nearestName } from "../spelling/nearest-name.ts";
import { type Group, type LazyLeaf, tree } from "./tree.ts";

/** What a command line asks for. */
export type Request =
  | { readonly kind: "version" }
  | { readonly kind: "help"; readonly of: Group | undefined; readonly name: string }
  | { readonly kind: "command-help"; readonly name: string; readonly command: LazyLeaf }
  | {
      readonly kind: "command";
      readonly name: string;
      readonly command: LazyLeaf;
      readonly argv: readonly string[];
    };

/** The options that may stand before the name of a command, and whether a value follows. */
const EARLY_FLAGS: ReadonlyMap<string, boolean> = new Map([
  ...Object.entries(commonOptions).map(([name, option]) => [optionFlag(name), takesValue(option)] as const),
  ...["--help", "-h", "--version"].map((flag) => [flag, false] as const),
]);

/**
 * Finds the command a line names. Common options may stand before its name. `help COMMAND` is `COMMAND --help`.
 *
 * @throws AccConfigError if there is no such command, none is named, or another option stands before the name
 */
export function resolveCommand(argv: readonly string[]): Request {
  const [name, rest] = takeWord(argv);
  if (name === undefined) {
    if (rest.includes("--version")) return { kind: "version" };
    if (wantsHelp(rest)) return { kind: "help", of: undefined, name: "" };
    throw new AccConfigError("no command given", { cure: "argo-acc --help lists the commands" });
  }
  if (name === "help") return resolveCommand([...rest, "--help"]);
  const entry = lookUp(tree, name, "");
  if ("load" in entry) return leafRequest(name, entry, rest);
  const [second, after] = takeWord(rest);
  if (second === undefined) {
    if (wantsHelp(after)) return { kind: "help", of: entry, name };
    const known = Object.keys(entry.commands).join(", ");
    throw new AccConfigError(`argo-acc ${name} needs one more word`, { cure: `write one of: ${known}` });
  }
  return leafRequest(`${name} ${second}`, lookUp(entry.commands, second, `${name} `), after);
}

function leafRequest(name: string, command: LazyLeaf, argv: readonly string[]): Request {
  return wantsHelp(argv) ? { kind: "command-help", name, command } : { kind: "command", name, command, argv };
}

function lookUp<T>(commands: Readonly<Record<string, T>>, name: string, prefix: string): T {
  const found = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (found !== undefined) return found;
  const near = nearestName(name, Object.keys(commands));
  throw new AccConfigError(`there is no command "${prefix}${name}"`, {
    cure:
      near === undefined ? "argo-acc --help lists the commands" : `did you mean argo-acc ${prefix}${near}?`,
  });
}

function wantsHelp(argv: readonly string[]): boolean {
  const end = argv.indexOf("--");
  const options = end === -1 ? argv : argv.slice(0, end);
  return options.includes("--help") || options.includes("-h");
}

/** Takes the first word that is no option and no option's value out of a command line. */
function takeWord(argv: readonly string[]): readonly [word: string | undefined, rest: readonly string[]] {
  for (let index = 0; index < argv.length; index++) {
    const argument = argv[index] ?? "";
    if (!isOption(argument)) return [argument, [...argv.slice(0, index), ...argv.slice(index + 1)]];
    const [flag, attached] = splitFlag(argument);
    const hasValue = EARLY_FLAGS.get(flag) ?? unknownEarly(flag);
    if (hasValue && attached === undefined) index++;
  }
  return [undefined, argv];
}

function unknownEarly(flag: string): never {
  refuseToken(flag);
  const near = nearestName(
    flag,
    [...EARLY_FLAGS.keys()].filter((known) => known !== "-h"),
  );
  throw new AccConfigError(`unknown option ${flag} before the name of the command`, {
    cure:
      near === undefined
        ? "write the options of a command after its name; argo-acc --help lists the commands"
        : `did you mean ${near}?`,
  });
}
