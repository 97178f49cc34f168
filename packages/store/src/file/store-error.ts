import { AccError, type AccErrorOptions } from "@argo-acc/core";

/** What is wrong with a file of ours, or with a file that is not. */
export type StoreProblem =
  /** There is no such file, or no such folder. */
  | "missing"
  /** The path is a folder. */
  | "directory"
  /** The file was not made by this project, or is the other kind of file. */
  | "not_ours"
  /** The file belongs to another service. */
  | "other_service"
  /** The file was written by a newer version of this project. */
  | "newer"
  /** The file was written by an older version, and is opened for reading only. */
  | "older"
  /** The file or its folder cannot be written. */
  | "readonly"
  /** The disk is full. */
  | "full"
  /** The file is damaged. */
  | "corrupt"
  /** Another run holds the file. */
  | "locked"
  /** A statement that would write where only reading is allowed, or that is no SQL. */
  | "query"
  /** Anything else the file system or SQLite refused. */
  | "failed";

/** Something is wrong with the mirror or the outbox file. The file is as it was. */
export class AccStoreError extends AccError {
  readonly code: `store_${StoreProblem}`;
  readonly problem: StoreProblem;
  /** The file. */
  readonly path: string;

  constructor(problem: StoreProblem, path: string, message: string, options: AccErrorOptions = {}) {
    super(message, options);
    this.problem = problem;
    this.path = path;
    this.code = `store_${problem}`;
  }

  override toJSON(): Record<string, unknown> {
    return { ...super.toJSON(), path: this.path };
  }
}
