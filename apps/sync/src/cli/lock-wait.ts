import { duration } from "./option.ts";
import type { Output } from "./output.ts";

/** The option that says how long to wait where another run holds the file. */
export const lockWait = duration(
  "How long to wait for another run of the same file; without it the exit code is 6 at once.",
  { defaultText: "0" },
);

/** Says that a run waits, and for whom. */
export function sayWaiting(holder: string, output: Output): void {
  output.fact("waiting", holder === "" ? "for another run" : `for ${holder}`, "later");
}
