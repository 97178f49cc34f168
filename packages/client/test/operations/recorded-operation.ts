import type { Exchange } from "../support/recordings.ts";
import { OPERATIONS } from "./all-operations.ts";
import type { Operation } from "./operation.ts";

/** Templates with more fixed parts first: `/installations/all` before `/installations/{id}`. */
const PATTERNS = OPERATIONS.map((operation) => ({
  operation,
  pattern: templatePattern(operation.operation),
})).toSorted((one, other) => parameters(one.operation) - parameters(other.operation));

/** The operation that was asked for in a recorded exchange; `undefined` for a route that the service has not. */
export function operationOf({ method, path }: Exchange): Operation | undefined {
  return PATTERNS.find(({ pattern }) => pattern.test(`${method} ${path}`))?.operation;
}

/** Whether an exchange succeeded and its body was kept whole. */
export function isSuccess({ status, isCut }: Exchange): boolean {
  return status >= 200 && status < 300 && !isCut;
}

/** What the requests of an operation look like, verb and path: `GET /projects/{id}`. */
export function templatePattern(operation: string): RegExp {
  return new RegExp(`^${operation.replaceAll(/\{\w+\}/g, "[^/;]+")}$`);
}

function parameters({ operation }: Operation): number {
  return operation.split("{").length;
}
