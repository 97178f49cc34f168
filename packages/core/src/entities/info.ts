import * as v from "valibot";

/** What the service answers where it has nothing to show but that something was done, or was not. */
export interface Info {
  /** A status of HTTP; not always the one that the answer itself has. */
  readonly code: number;
  readonly message?: string | null;
  /** What could not be done of several things; only where projects are registered. */
  readonly errors?: readonly string[] | null;
}

/**
 * Reads what deletions, associations, assignments, registrations and changed settings answer. No answer, as when a
 * repeated deletion finds nothing left, is a 204.
 */
export const infoSchema = v.nullable(
  v.looseObject({
    code: v.pipe(v.number(), v.integer()),
    message: v.exactOptional(v.nullable(v.string())),
    errors: v.exactOptional(v.nullable(v.array(v.string()))),
  }),
  { code: 204 },
) satisfies v.GenericSchema<unknown, Info>;
