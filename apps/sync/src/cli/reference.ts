import { commonOptions } from "./common-options.ts";
import type { Leaf } from "./command.ts";
import { EXIT_MEANINGS } from "./exit-codes.ts";
import { optionFlag, type Options } from "./option.ts";
import { optionText, usageLine } from "./show-help.ts";
import { tree } from "./tree.ts";

/** The reference of the command, as Markdown, made from the definitions that the command line is read by. */
export async function writeReference(): Promise<string> {
  const sections: string[] = [];
  for (const [name, entry] of Object.entries(tree)) {
    const leaves = "load" in entry ? [[name, entry] as const] : Object.entries(entry.commands);
    for (const [, lazy] of leaves) {
      const { default: leaf } = await lazy.load();
      sections.push(commandSection(leaf, lazy.summary));
    }
  }
  return `${[INTRODUCTION, ...sections].join("\n\n")}\n`;
}

const INTRODUCTION = `# The command argo-acc

<!-- Written by \`node apps/sync/write-reference.ts\` from the definitions of the commands; edit those. -->

Results that are data go to stdout, words and progress to stderr. An option on the command line wins over the environment,
the environment over the default. An error is two lines on stderr, what is wrong and the cure; with \`--json\` it is one line
of JSON, whose \`error\` has \`name\`, \`code\`, \`message\`, \`cure\` and \`exit_code\`, and so is the end by a signal. Output that cannot
be written whole, because the disk is full, is an error like any other; that its reader has left, as \`head\` does, is none.

## Options of every command

${table(
  ["option", "meaning"],
  [
    ...optionRows(commonOptions),
    ["`--help`", "Show the help of a command."],
    ["`--version`", "Print the version."],
  ],
)}

The state folder is \`$STATE_DIRECTORY\` (set by systemd), else \`$XDG_STATE_HOME/argo-acc\`, else \`~/.local/state/argo-acc\`; it is
made for its owner alone. A token is never taken from the command line: it comes from \`--token-file\`, from \`ARGO_ACC_TOKEN\`,
or from the file that \`ARGO_ACC_TOKEN_FILE\` names, in this order; an empty variable counts as unset. Durations are written
\`30s\`, \`5m\`, \`12h\`, \`7d\`. Colours are shown on a terminal unless \`NO_COLOR\` is set. \`argo-acc help COMMAND\` says the same as
\`argo-acc COMMAND --help\`.

## Exit codes

${table(
  ["code", "meaning"],
  EXIT_MEANINGS.map(([code, meaning]) => [String(code), meaning]),
)}

Where several apply, the first of 130, 143, 1, 9, 2, 6, 4, 5, 7, 8, 3, 0 is given.`;

function commandSection(leaf: Leaf, summary: string): string {
  const { name, details = [], words = [], examples } = leaf.help;
  return [
    `## argo-acc ${name}`,
    `${summary}.`,
    `\`\`\`text\n${usageLine(leaf)}\n\`\`\``,
    ...details,
    ...words.map((word) => `\`${word.name}\`: ${word.description}.`),
    ...(Object.keys(leaf.options).length === 0
      ? []
      : [table(["option", "meaning"], optionRows(leaf.options))]),
    `\`\`\`sh\n${examples.map(({ command, does }) => `${command}   # ${does}`).join("\n")}\n\`\`\``,
  ].join("\n\n");
}

function optionRows(options: Options): readonly (readonly [string, string])[] {
  return Object.entries(options).map(([name, option]) => {
    const hint = option.hint === undefined ? "" : ` ${option.hint}`;
    return [`\`${optionFlag(name)}${hint}\``, optionText(option)] as const;
  });
}

/** A table with aligned columns, as the formatter of the repository writes it. */
function table(header: readonly [string, string], body: readonly (readonly [string, string])[]): string {
  const rows = [header, ...body].map((row) => row.map((cell) => cell.replaceAll("|", "\\|")));
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lineOf = (cells: readonly string[], fill: string) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0, fill)).join(" | ")} |`;
  const [names = [], ...others] = rows;
  return [lineOf(names, " "), lineOf(["-", "-"], "-"), ...others.map((row) => lineOf(row, " "))].join("\n");
}
