import type { AccessRule } from "../access/rules.ts";
import type { Answer } from "./answer.ts";
import type { Call } from "./call.ts";
import type { FieldKind } from "./fields.ts";

/** The methods of the service's operations. */
export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** One operation of the service: a line in the route table. */
export interface Route {
  readonly method: Method;
  /** Under the base path, with `{names}` for parts that vary: `/installations/{installation}/metrics`. */
  readonly path: string;
  /** Who may call. */
  readonly access: AccessRule;
  /** The largest page size, where the answer is a page. */
  readonly paged?: number;
  /** The fields of the body, where it is an object. Without it, a body is ignored. */
  readonly fields?: Readonly<Record<string, FieldKind>>;
  /** A POST that changes nothing: a search. */
  readonly reads?: boolean;
  /** A GET that refuses content types other than JSON. */
  readonly strictType?: boolean;
  readonly handle: (call: Call) => Answer;
}

/** Whether an operation changes something. */
export function changes(route: Route): boolean {
  return route.method !== "GET" && route.reads !== true;
}
