import { Paged, pageSchema } from "@argo-acc/core";

import type { Call, CallOptions, Schema } from "../transport/call.ts";
import type { Transport } from "../transport/transport.ts";

/** Options of a list, last. */
export interface ListOptions extends CallOptions {
  /** Items asked for per page, 1 to 100 (search: 1,000). Default 100. */
  readonly pageSize?: number | undefined;
}

/** What a {@link pagedList} is made of besides its call. */
export interface PagedListOptions<T> {
  readonly options: ListOptions;
  /** What makes two items the same one. */
  readonly identify: (item: T) => string;
  /** Default 100. */
  readonly maxPageSize?: number | undefined;
  /** Pages in flight at most. */
  readonly concurrency?: number | undefined;
}

/** A list of the service, asked for by page number; its links are never followed. */
export function pagedList<T>(
  transport: Transport,
  call: Call,
  item: Schema<T>,
  list: PagedListOptions<T>,
): Paged<T> {
  const schema = pageSchema(item);
  const { signal, timeoutMs, pageSize } = list.options;
  return new Paged<T>(
    ({ page, size }, abort) =>
      transport.read(schema, { ...call, query: { ...call.query, page, size }, signal: abort, timeoutMs }),
    {
      pageSize,
      signal,
      identify: list.identify,
      maxPageSize: list.maxPageSize,
      concurrency: list.concurrency ?? transport.concurrency,
    },
  );
}
