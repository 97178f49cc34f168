import { AccConfigError } from "@argo-acc/core";

import { commonOptions } from "./common-options.ts";
import { optionFlag } from "./option.ts";
import { takesValue } from "./read-options.ts";
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

const VALUE_FLAGS = new Set(
  Object.entries(commonOptions)
    .filter(([, option]) => takesValue(option))
    .map(([name]) => optionFlag(name)),
);

/**
 * Finds the command a line names. Common options may stand before its name.
 *
 * @throws AccConfigError if there is no such command, or none is named
 */
export function resolveCommand(argv: readonly string[]): Request {
  const [name, rest] = takeWord(argv);
  if (name === undefined) {
    if (rest.includes("--version")) return { kind: "version" };
    if (wantsHelp(rest)) return { kind: "help", of: undefined, name: "" };
    throw new AccConfigError("no command given", { cure: "argo-acc --help lists the commands" });
  }
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
    if (!argument.startsWith("-")) return [argument, [...argv.slice(0, index), ...argv.slice(index + 1)]];
    if (VALUE_FLAGS.has(argument)) index++;
  }
  return [undefined, argv];
}
