import type { Output, Sink } from "./output.ts";
import type { Environment } from "./read-options.ts";

/** What surrounds a run: what a command uses instead of reaching for the process itself. */
export interface World {
  readonly env: Environment;
  readonly stdin: AsyncIterable<string | Uint8Array>;
  readonly stdout: Sink;
  readonly stderr: Sink;
  /** Aborted when the run is to end early, with its reason. */
  readonly signal: AbortSignal;
  /** The file that is run, to start the command in a process of its own. */
  readonly entry: string;
}

/** What a command is run with: its surroundings, and an output that minds `--json` and `--quiet`. */
export interface Session extends World {
  readonly output: Output;
}
