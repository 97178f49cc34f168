import { basename } from "node:path";
import { parseArgs } from "node:util";

import { isAccError, type TokenSource } from "@argo-acc/client";
import { tokenFromFile } from "@argo-acc/client/node";

/** The options of an example that take a text: the name of each, and what it means. */
type Options<Name extends string> = Readonly<Record<Name, string>>;

/** What an example does, and its own options. */
interface CommandLine<Required extends string, Optional extends string> {
  readonly about: string;
  readonly required?: Options<Required>;
  readonly optional?: Options<Optional>;
  /** Whether it takes `--token` and `-f`. Default `true`. */
  readonly token?: boolean;
}

/** Where the service is, and who asks. */
interface Connection {
  readonly endpoint: string;
  readonly token: string | TokenSource;
}

const HOST = "api.devel.acc.argo.grnet.gr";

/**
 * Reads the command line of an example. Prints the help and ends with 0 where that is asked for; ends with 2, naming
 * what is wrong, where an option is missing or unknown.
 */
export function readCommandLine<Required extends string = never, Optional extends string = never>({
  about,
  token: takesToken = true,
  ...own
}: CommandLine<Required, Optional>): Record<Required, string> &
  Partial<Record<Optional, string>> & { readonly connection: Connection } {
  const required: Options<string> = {
    ...(takesToken ? { token: "an access token (JWT)" } : {}),
    ...own.required,
  };
  const optional: Options<string> = {
    host: `the service: a host name or a URL. Default: ${HOST}`,
    ...own.optional,
  };
  const flags: Options<string> = {
    ...(takesToken ? { f: "--token names a file that holds the token" } : {}),
    help: "this text",
  };
  const { texts, given } = parse(Object.keys({ ...required, ...optional }), Object.keys(flags));
  if (given.has("help")) {
    console.log(help(about, { required, optional, flags }));
    process.exit(0);
  }
  const missing = Object.keys(required).filter((name) => texts[name] === undefined);
  if (missing.length > 0) leave(`--${missing.join(" and --")} must be given`);
  const { host = HOST, token = "", ...values } = texts;
  const connection = { endpoint: host, token: given.has("f") ? tokenFromFile(token) : token };
  return Object.assign(values as Record<Required, string> & Partial<Record<Optional, string>>, {
    connection,
  });
}

/** Runs an example: what fails is told in one line, with its cure, and the exit code is 1. */
export async function run(main: () => Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    process.exitCode = 1;
    if (!isAccError(error)) throw error;
    console.error(`error: ${error.message}`);
    if (error.cure !== undefined) console.error(`  ${error.cure}`);
  }
}

/** Ends an example that was called in a wrong way. */
export function leave(words: string): never {
  console.error(`error: ${words}\n  --help tells what it takes`);
  process.exit(2);
}

function parse(textNames: readonly string[], flagNames: readonly string[]) {
  const options = Object.fromEntries([
    ...textNames.map((name) => [name, { type: "string" as const }]),
    ...flagNames.map((name) => [name, { type: "boolean" as const, short: name.charAt(0) }]),
  ]);
  try {
    const values = Object.entries(parseArgs({ options }).values);
    const texts = values.filter((entry): entry is [string, string] => typeof entry[1] === "string");
    const given = values.filter(([, value]) => value === true).map(([name]) => name);
    return { texts: Object.fromEntries<string | undefined>(texts), given: new Set(given) };
  } catch (error) {
    return leave(error instanceof Error ? error.message : String(error));
  }
}

function help(about: string, options: Record<"required" | "optional" | "flags", Options<string>>): string {
  const lines = [
    ...Object.entries(options.required).map(([name, words]) => [`--${name} TEXT`, words]),
    ...Object.entries(options.optional).map(([name, words]) => [`[--${name} TEXT]`, words]),
    ...Object.entries(options.flags).map(([name, words]) => [
      `[${name.length > 1 ? "-" : ""}-${name}]`,
      words,
    ]),
  ];
  const width = Math.max(...lines.map(([option = ""]) => option.length));
  return [
    about,
    "",
    `node ${basename(process.argv[1] ?? "")} OPTIONS`,
    ...lines.map(([option = "", words]) => `  ${option.padEnd(width)}  ${words}`),
  ].join("\n");
}
