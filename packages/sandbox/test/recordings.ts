import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A request to the real service and its answer. */
export interface Exchange {
  readonly name: string;
  /** Who calls; `anonymous` sends no token, everybody else the text itself. */
  readonly as: string;
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly query?: Readonly<Record<string, string | number>>;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body: unknown;
    readonly body_is_raw_text?: boolean;
    /** Too large to keep, or made at the time: described instead. */
    readonly body_is_placeholder?: boolean;
    readonly query_is_placeholder?: boolean;
    readonly token_is_placeholder?: boolean;
  };
  readonly response: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: unknown;
    readonly body_is_cut?: boolean;
  };
  /** Another document store answered otherwise: compared by totals. */
  readonly store_dependent?: boolean;
}

/** Where they are: in the package, or in the folder `ACC_RECORDINGS`. */
export const FOLDER = process.env["ACC_RECORDINGS"] ?? join(import.meta.dirname, "recordings");

/** The files of recorded exchanges. */
export function recordingFiles(): string[] {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith(".json"))
    .toSorted();
}

/** The exchanges of a file, in the order they were recorded. */
export function readRecording(file: string): readonly Exchange[] {
  return JSON.parse(readFileSync(join(FOLDER, file), "utf8"));
}
