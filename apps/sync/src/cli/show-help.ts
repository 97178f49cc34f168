import { VERSION } from "../version.ts";
import type { Leaf } from "./command.ts";
import { commonOptions } from "./common-options.ts";
import { type Option, optionFlag, type Options } from "./option.ts";
import type { Output } from "./output.ts";
import type { Request } from "./resolve.ts";
import { type Group, type LazyLeaf, tree } from "./tree.ts";

/** Writes the help or the version a command line asks for. */
export async function showHelp(
  request: Exclude<Request, { kind: "command" }>,
  output: Output,
): Promise<void> {
  switch (request.kind) {
    case "version":
      return output.line(VERSION);
    case "help":
      return output.line(request.of === undefined ? rootHelp() : groupHelp(request.name, request.of));
    case "command-help": {
      const { default: leaf } = await request.command.load();
      return output.line(leafHelp(leaf, request.command.summary));
    }
  }
}

/** How a command is written: `argo-acc export ENTITY [options]`. */
export function usageLine({ help }: Leaf): string {
  const words = (help.words ?? []).map(({ name, many, optional }) => {
    const word = many === true ? `${name}…` : name;
    return optional === true ? `[${word}]` : word;
  });
  return ["argo-acc", help.name, ...words, "[options]"].join(" ");
}

/** What an option means, with where else it is read from and what holds without it. */
export function optionText(option: Option<unknown>): string {
  const extras = [
    ...(option.repeatable === true ? ["may be repeated"] : []),
    ...(option.env === undefined ? [] : [option.env]),
    ...(option.defaultText === undefined ? [] : [`default: ${option.defaultText}`]),
  ];
  return extras.length === 0 ? option.description : `${option.description} (${extras.join("; ")})`;
}

function rootHelp(): string {
  return [
    `argo-acc ${VERSION}: a mirror of the ARGO Accounting Service, and a queue of metrics for it`,
    "",
    "argo-acc COMMAND [options]",
    "",
    ...columns(Object.entries(tree).flatMap(([name, entry]) => commandLines(name, entry))),
    "",
    "Options of every command",
    ...columns(optionLines(commonOptions)),
    "",
    "argo-acc COMMAND --help tells more about a command; argo-acc --version prints the version.",
  ].join("\n");
}

function groupHelp(name: string, group: Group): string {
  return [
    `argo-acc ${name} COMMAND [options]`,
    "",
    group.summary,
    "",
    ...columns(commandLines(name, group)),
  ].join("\n");
}

function leafHelp(leaf: Leaf, summary: string): string {
  const { words = [], details = [], examples } = leaf.help;
  return [
    usageLine(leaf),
    "",
    summary,
    ...details.flatMap((paragraph) => ["", ...wrap(paragraph, 100)]),
    ...section("Words", columns(words.map(({ name, description }) => [name, description]))),
    ...section("Options", columns(optionLines(leaf.options))),
    ...section("Options of every command", columns(optionLines(commonOptions))),
    ...section(
      "Examples",
      examples.flatMap(({ command, does }) => [`  ${command}`, `      ${does}`]),
    ),
  ].join("\n");
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ["", title, ...lines];
}

function commandLines(name: string, entry: LazyLeaf | Group): readonly (readonly [string, string])[] {
  if ("load" in entry) return [[name, entry.summary]];
  return Object.entries(entry.commands).map(([word, { summary }]) => [`${name} ${word}`, summary] as const);
}

function optionLines(options: Options): readonly (readonly [string, string])[] {
  return Object.entries(options).map(([name, option]) => {
    const flag = optionFlag(name);
    return [option.hint === undefined ? flag : `${flag} ${option.hint}`, optionText(option)] as const;
  });
}

/** Two columns; a text too long for its line goes on below itself. */
function columns(rows: readonly (readonly [left: string, right: string])[]): readonly string[] {
  const width = Math.min(32, Math.max(0, ...rows.map(([left]) => left.length)));
  return rows.flatMap(([left, right]) => {
    const [first = "", ...more] = wrap(right, 96 - width);
    const indent = " ".repeat(width + 4);
    const head =
      left.length > width ? [`  ${left}`, `${indent}${first}`] : [`  ${left.padEnd(width)}  ${first}`];
    return [...head, ...more.map((line) => `${indent}${line}`)];
  });
}

function wrap(words: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of words.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return line === "" ? lines : [...lines, line];
}
