import { isAccError } from "@argo-acc/core";

import { InterruptedError } from "./interrupt.ts";

/** What the command says in its exit code. */
export const EXIT = {
  /** Done, complete. */
  done: 0,
  /** A mistake of ours. */
  bug: 1,
  /** Wrong usage or configuration; no mirror file yet; a file of another service; a write in `query`. */
  usage: 2,
  /** Something is incomplete, uncertain or not yet sent; the next run goes on. */
  partial: 3,
  /** The token is missing, unusable or refused, or nothing is readable with it. */
  noAccess: 4,
  /** The service or the network is unavailable, after retries. */
  unavailable: 5,
  /** Another run holds the lock. */
  locked: 6,
  /** The brake on vanished rows held, or a verification found something different or wrong. */
  difference: 7,
  /** Rejected or conflicting entries are waiting for a person. */
  waiting: 8,
  /** The file is not ours, damaged, newer, older but only to be read, a folder, read-only, or the disk is full. */
  store: 9,
  /** Stopped by SIGINT, state saved. */
  interrupted: 130,
  /** Stopped by SIGTERM, state saved. */
  terminated: 143,
} as const;

/** One of the exit codes of the command. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** What every code means, in the words of the reference. */
export const EXIT_MEANINGS: readonly (readonly [code: ExitCode, meaning: string])[] = [
  [EXIT.done, "done, complete"],
  [EXIT.bug, "a mistake in argo-acc itself"],
  [
    EXIT.usage,
    "wrong usage or configuration; no mirror file yet; a file of another service; a write in `query`",
  ],
  [EXIT.partial, "partial: something is incomplete, uncertain or not yet sent; the next run goes on"],
  [EXIT.noAccess, "the token is missing, unusable or refused, or nothing is readable with it"],
  [EXIT.unavailable, "the service or the network is unavailable, after retries"],
  [EXIT.locked, "another run holds the lock of the file"],
  [
    EXIT.difference,
    "more rows vanished upstream than `--max-gone` allows, nothing was marked as gone; or `verify` found something different or wrong",
  ],
  [EXIT.waiting, "rejected or conflicting entries are waiting for a person"],
  [
    EXIT.store,
    "a file is not ours, damaged, newer than this argo-acc, older where it is only read (`pull` and `push` bring it up to date), a folder, read-only, or the disk is full",
  ],
  [EXIT.interrupted, "stopped by SIGINT, state saved"],
  [EXIT.terminated, "stopped by SIGTERM, state saved"],
];

/** The gravest first. */
const PRECEDENCE: readonly ExitCode[] = [130, 143, 1, 9, 2, 6, 4, 5, 7, 8, 3, 0];

/** The one code for several outcomes: the gravest of them; 0 for none. */
export function gravest(codes: readonly ExitCode[]): ExitCode {
  return PRECEDENCE.find((code) => codes.includes(code)) ?? EXIT.done;
}

/**
 * The code of what a command threw. Errors are told apart by their `code`, so that the command need not load the file
 * layer to know about its errors.
 */
export function exitCodeOfError(error: unknown): ExitCode {
  if (error instanceof InterruptedError) {
    return error.signalName === "SIGINT" ? EXIT.interrupted : EXIT.terminated;
  }
  if (!isAccError(error)) return EXIT.bug;
  switch (error.code) {
    case "config":
    case "store_missing":
    case "store_other_service":
    case "store_query":
      return EXIT.usage;
    case "token":
    case "authentication":
    case "permission":
      return EXIT.noAccess;
    case "store_locked":
      return EXIT.locked;
    default:
      return error.code.startsWith("store_") ? EXIT.store : EXIT.unavailable;
  }
}
