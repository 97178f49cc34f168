import { AccProtocolError, type Page, Paged, pageSchema } from "@argo-acc/core";

import { type Call, type CallOptions, describeCall, type Schema } from "../transport/call.ts";
import type { Transport } from "../transport/transport.ts";
import { readEscaped } from "./read-escaped.ts";
import { escapedIds } from "./path.ts";

/** What the service serves at most of a list that is no search. */
const LIST_SIZE = 100;

/** Options of a list, last. */
export interface ListOptions extends CallOptions {
  /** Items asked for per page, 1 to 100 (search of metrics: 1,000). Default 100. */
  readonly pageSize?: number | undefined;
}

/** What a {@link pagedList} is made of besides its call. */
export interface PagedListOptions<T> {
  readonly options: ListOptions;
  /** What makes two items the same one. */
  readonly identify: (item: T) => string;
  /** Default 100. */
  readonly maxPageSize?: number | undefined;
  /** Puts right what the service says wrongly of a page. */
  readonly amend?: (page: Page<T>, asked: { readonly page: number; readonly size: number }) => Page<T>;
}

/** A list of the service, asked for by page number; its links are never followed. */
export function pagedList<T>(
  transport: Transport,
  call: Call,
  item: Schema<T>,
  list: PagedListOptions<T>,
): Paged<T> {
  return new Paged<T>(...pageSource(transport, call, item, list));
}

/** A list of which the service never tells how many items it has: reading is the only way to count them. */
export function uncountedList<T>(
  transport: Transport,
  call: Call,
  item: Schema<T>,
  list: PagedListOptions<T>,
): Paged<T> {
  return new UncountedPaged<T>(...pageSource(transport, call, item, { ...list, amend: knownTotals }));
}

function pageSource<T>(
  transport: Transport,
  call: Call,
  item: Schema<T>,
  list: PagedListOptions<T>,
): ConstructorParameters<typeof Paged<T>> {
  const schema = pageSchema(item);
  const { pageSize = LIST_SIZE, signal, ...options } = list.options;
  const { maxPageSize = LIST_SIZE, amend = (page) => page } = list;
  const isEscaped = escapedIds(call.path).length > 0;
  return [
    async (asked, abort) => {
      const paged: Call = { ...call, ...options, query: { ...call.query, ...asked }, signal: abort };
      const page = await (isEscaped ? readEscaped : read)(transport, schema, paged);
      checkPage(page, paged, asked.page);
      return amend(page, asked);
    },
    {
      // an escaped id can be served on one page only
      pageSize: isEscaped ? Math.max(pageSize, LIST_SIZE) : pageSize,
      signal,
      identify: list.identify,
      maxPageSize,
      concurrency: transport.concurrency,
    },
  ];
}

/** @throws AccProtocolError for another page than was asked for: a walk would give the same items again and again */
function checkPage({ number_of_page: number }: Page<unknown>, call: Call, asked: number): void {
  if (number === asked) return;
  throw new AccProtocolError(`${describeCall(call)}: the answer is page ${number}`, {
    cure: "something between here and the service leaves out the query, or answers from a cache",
  });
}

function read<T>(transport: Transport, schema: Schema<T>, call: Call): Promise<T> {
  return transport.read(schema, call);
}

class UncountedPaged<T> extends Paged<T> {
  override async count(...given: Parameters<Paged<T>["count"]>): Promise<number> {
    let items = 0;
    for await (const page of this.pages(...given)) items += page.content.length;
    return items;
  }
}

/** The service says 0: what can be told is what lies before the end of this page, and that a full one may not be the last. */
function knownTotals<T>(page: Page<T>, asked: { readonly page: number; readonly size: number }): Page<T> {
  const { content, total_elements: total } = page;
  if (total > 0 || content.length === 0) return page;
  return {
    ...page,
    total_elements: asked.size * (asked.page - 1) + content.length,
    total_pages: content.length < asked.size ? asked.page : asked.page + 1,
  };
}
