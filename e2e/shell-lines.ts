/** A command line that a document shows. */
export interface CommandLine {
  /** As it is written. */
  readonly text: string;
  readonly program: string;
  readonly args: readonly string[];
}

/**
 * The command lines of a Markdown document: those of its `sh` blocks, part by part of a pipe, and those in backticks
 * that begin with a program of this repository. Assignments in front of a program are left out, and so are comments.
 */
export function commandLines(markdown: string): readonly CommandLine[] {
  const blocks = [...markdown.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block = ""]) => block);
  const rest = markdown.replaceAll(/^```.*?^```$/gms, "");
  const inline = [...rest.matchAll(/`((?:argo-acc|pnpm|npx|node) [^`]+)`/g)].map(([, line = ""]) => line);
  return [...blocks.flatMap((block) => block.split("\n")), ...inline].flatMap(linesOf);
}

function linesOf(text: string): readonly CommandLine[] {
  return partsOf(text).flatMap((words) => {
    const start = words.findIndex((word) => !/^\w+=/.test(word));
    const [program, ...args] = start === -1 ? [] : words.slice(start);
    return program === undefined || program === "export" ? [] : [{ text, program, args }];
  });
}

/** The words of each part of a pipe or a list, as a shell takes them: quotes keep spaces, `#` begins a comment. */
function partsOf(line: string): readonly (readonly string[])[] {
  const parts: string[][] = [[]];
  for (const [token] of line.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g)) {
    if (token.startsWith("#")) break;
    if (token === "|" || token === "&&") parts.push([]);
    else
      parts.at(-1)?.push(token.replaceAll(/'([^']*)'|"([^"]*)"/g, (_, single, double) => single ?? double));
  }
  return parts;
}
