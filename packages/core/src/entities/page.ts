import * as v from "valibot";

/** One page of a list. The service's links are not kept: they lose filters and point to a configured host. */
export interface Page<T> {
  /** How many items this page has; not the size that was asked for. */
  readonly size_of_page: number;
  /** Counted from 1, as asked for. */
  readonly number_of_page: number;
  /** From a count of its own, so it can disagree with `content` while others write. */
  readonly total_elements: number;
  /** 1 when there is nothing. */
  readonly total_pages: number;
  readonly content: readonly T[];
}

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** Reads a page of items. */
export function pageSchema<T>(item: v.GenericSchema<unknown, T>): v.GenericSchema<unknown, Page<T>> {
  return v.object({
    size_of_page: count,
    number_of_page: count,
    total_elements: count,
    total_pages: count,
    content: v.array(item),
  });
}
