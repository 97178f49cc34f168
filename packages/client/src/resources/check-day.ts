import { AccConfigError, parseDay } from "@argo-acc/core";

/**
 * A day that the service can read. It answers some bad ones with 500, and takes an empty one for none.
 *
 * @throws AccConfigError if it is not `yyyy-mm-dd`, or no day of the calendar
 */
export function checkDay<T extends string | undefined>(name: string, text: T): T {
  if (text === undefined || parseDay(text) !== undefined) return text;
  throw new AccConfigError(`${name} "${text}" is not a day`, { cure: `write ${name} as yyyy-mm-dd` });
}
