import { AccConfigError } from "@argo-acc/core";

/** @throws AccConfigError if it is not a whole number from 1 to 64 */
export function checkConcurrency(value: number): number {
  if (Number.isInteger(value) && value >= 1 && value <= 64) return value;
  throw new AccConfigError(`concurrency ${value} is not a whole number from 1 to 64`, {
    cure: "give a concurrency from 1 to 64",
  });
}
