import { valueToWire } from "@argo-acc/core";

import { javaDouble } from "./java-double.ts";
import { rawNumber } from "./raw-number.ts";
import type { Refusal } from "./refusal.ts";

/** The content type of everything the application answers itself. */
const JSON_TYPE = "application/json;charset=UTF-8";

/** What goes back over the wire. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Text, or where it was printed as such, its bytes in UTF-8. */
  readonly body: string | Uint8Array;
}

/** The body of an answer as text. */
export function textOfBody(body: Answer["body"]): string {
  return typeof body === "string" ? body : Buffer.from(body.buffer, body.byteOffset, body.length).toString();
}

/** The body of an answer as it is sent. */
export function bytesOfBody(body: Answer["body"]): Uint8Array {
  return typeof body === "string" ? Buffer.from(body) : body;
}

/** An answer whose JSON text is already made. */
export function jsonText(
  body: Answer["body"],
  status = 200,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return { status, headers: { "content-type": JSON_TYPE, ...headers }, body };
}

/** An answer of a value as JSON. */
export function json(value: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Answer {
  return jsonText(stringify(value), status, headers);
}

/** 201 with the place of the new thing; of projects and resources, a path without GET. */
export function created(value: unknown, location: string): Answer {
  return json(value, 201, { location });
}

/** `{code, message}` with status 200: the answer of calls that have nothing else to say. */
export function info(message: string): Answer {
  return json({ code: 200, message });
}

/** The answer of a refused call. */
export function refused(refusal: Refusal): Answer {
  const challenge: Record<string, string> = refusal.status === 401 ? { "www-authenticate": "Bearer" } : {};
  switch (refusal.body) {
    case "empty":
      return { status: refusal.status, headers: challenge, body: "" };
    case "details":
      return json({ details: refusal.message, stack: "" }, refusal.status, {
        "content-type": "application/json; charset=utf-8",
      });
    case "message":
      return json({ code: refusal.status, message: refusal.message || null }, refusal.status);
  }
}

/** Numbers that are not printed as JavaScript does. */
const PRINTED: Readonly<Record<string, (value: number) => string>> = {
  total_value: javaDouble,
  usage_percentage: (value) => value.toFixed(4),
};

/** JSON text of a value; NaN and the infinities become text, as the service writes them. */
export function stringify(value: unknown): string {
  return JSON.stringify(value, (key, part: unknown) => {
    if (typeof part !== "number") return part;
    const print = PRINTED[key];
    return print === undefined ? valueToWire(part) : rawNumber(print(part));
  });
}
