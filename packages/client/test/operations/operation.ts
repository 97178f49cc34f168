import type { AccClient } from "@argo-acc/client";

/** One operation of the service, the client's method for it, and the request that this method must send. */
export interface Operation {
  /** Verb and path template of the OpenAPI file, below the base path: `GET /projects/{id}`. */
  readonly operation: string;
  /** The one method that stands for it: `project().get`. */
  readonly method: string;
  /** A call with literal arguments; of a list, its first page. */
  readonly call: (acc: AccClient) => Promise<unknown>;
  /** The line of the request that must be sent: verb, and path and query below the endpoint. */
  readonly sends: string;
  /** The JSON that must be sent. Default: no body at all. */
  readonly body?: unknown;
  /** What the call makes of the body of a success, that is given in our normal form. Default: the same. */
  readonly gives?: (body: unknown) => unknown;
}

/** For {@link Operation.gives}: the answer only says that it was done. */
export function nothing(): undefined {
  return undefined;
}

/** For {@link Operation.gives}: a first page that has everything is the only one. */
export function onOnePage(page: unknown): unknown {
  const { content, total_elements: total, total_pages: announced } = Object(page);
  return { ...Object(page), total_pages: content.length < total ? announced : 1 };
}

/** For {@link Operation.gives}: a page that is not full ends the list, whatever total the service tells. */
export function countedByContent(page: unknown): unknown {
  const { content } = Object(page);
  return { ...Object(page), total_elements: content.length, total_pages: 1 };
}
