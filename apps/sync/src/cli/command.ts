import { type CommandDef, defineCommand } from "citty";

import { AccConfigError } from "@argo-acc/core";

import { commonOptions } from "./common-options.ts";
import type { ExitCode } from "./exit-codes.ts";
import type { Options, Values } from "./option.ts";
import { readOptions } from "./read-options.ts";
import type { Session } from "./session.ts";

/** A word a command takes beside its options. */
export interface Word {
  /** Its name in help, such as `SQL`. */
  readonly name: string;
  readonly description: string;
  /** Whether several may follow. */
  readonly many?: boolean;
  /** Whether it may be left out. */
  readonly optional?: boolean;
}

/** A command line worth showing, and what it does. */
export interface Example {
  readonly command: string;
  readonly does: string;
}

/** What is said about a command in its help and in the reference. */
export interface CommandHelp {
  /** As it is typed after `argo-acc`: `pull`, `queue list`. */
  readonly name: string;
  /** What else is worth knowing, a paragraph each. */
  readonly details?: readonly string[];
  readonly words?: readonly Word[];
  readonly examples: readonly Example[];
}

/** A command: what is said about it, its options, and what it does. */
export interface CommandDefinition<O extends Options> extends CommandHelp {
  /** Its own options; the common ones are added. */
  readonly options: O;
  run(
    values: Values<O & typeof commonOptions>,
    session: Session,
    words: readonly string[],
  ): Promise<ExitCode>;
}

/** A command of the tree, ready to be run by citty. */
export interface Leaf extends CommandDef {
  readonly help: CommandHelp;
  readonly options: Options;
}

/** Makes a command of the tree, whose command line is read strictly. */
export function leaf<O extends Options>(definition: CommandDefinition<O>): Leaf {
  const options: O & typeof commonOptions = { ...definition.options, ...commonOptions };
  const command = defineCommand({
    meta: { name: definition.name },
    run: async ({ rawArgs, data }) => {
      const session: Session = data;
      const { values, words } = readOptions(rawArgs, options, session.env, definition.name);
      checkWords(words, definition);
      return definition.run(values, session, words);
    },
  });
  return { ...command, help: definition, options: definition.options };
}

function checkWords(words: readonly string[], { name, words: expected = [] }: CommandHelp): void {
  const needed = expected.filter((word) => word.optional !== true);
  const missing = needed[words.length];
  if (missing !== undefined) {
    throw new AccConfigError(`argo-acc ${name} needs ${missing.name}: ${missing.description}`, {
      cure: `argo-acc ${name} --help shows how it is written`,
    });
  }
  if (words.length > expected.length && expected.at(-1)?.many !== true) {
    throw new AccConfigError(`argo-acc ${name} cannot use "${words[expected.length]}"`, {
      cure: "leave it out, or put quotes around a value with spaces",
    });
  }
}
