import * as v from "valibot";

import { AccProtocolError } from "./errors.ts";

/** How many characters of a wrong text a message shows: it may be a whole page. */
const LONGEST = 100;

/**
 * Reads `data` with a schema: what comes from the network or from a file is `unknown` until this has passed.
 *
 * @param what where the data came from, for the message: `GET /projects/x/metrics page 3`
 * @throws AccProtocolError if the data does not fit; the message names the path of the first field that does not
 */
export function decode<T>(schema: v.GenericSchema<unknown, T>, data: unknown, what: string): T {
  const result = v.safeParse(schema, data, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  const path = v.getDotPath(issue) ?? "the answer itself";
  const { expected, received } = issue;
  const got = received.length > LONGEST ? `${received.slice(0, LONGEST - 1)}…` : received;
  throw new AccProtocolError(`${what}: ${path}: expected ${expected ?? "a valid value"}, got ${got}`, {
    cure: "the service may be newer than this client, or a proxy answered in its place",
  });
}
