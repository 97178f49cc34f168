import * as v from "valibot";

/** A word of the service's searches, and how to show it. */
export interface SearchWord {
  /** What is sent: `gte`. */
  readonly label: string;
  /** What people read: `>=`. */
  readonly display_value: string;
}

/** Reads what `GET /operands` and `GET /operators` answer. */
export const searchWordsSchema = v.array(
  v.looseObject({ label: v.string(), display_value: v.string() }),
) satisfies v.GenericSchema<unknown, readonly SearchWord[]>;
