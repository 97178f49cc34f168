/** Thrown inside a push to end the run; it never leaves the push. */
export class Stopped extends Error {
  /** What ended it: its kind decides how the command exits. */
  readonly error: unknown;

  /** @param why for people */
  constructor(why: string, error: unknown) {
    super(why);
    this.error = error;
  }
}
