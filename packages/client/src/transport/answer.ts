import { AccProtocolError, decode } from "@argo-acc/core";

import type { Success } from "./attempt.ts";
import { type Call, describeCall, repetitionOf, type Schema } from "./call.ts";
import { withoutSecret } from "./without-secret.ts";

/** The answer to a call that succeeded, of which nothing but the bytes is known before it is read. */
export class Answer {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly #call: Call;
  readonly #success: Success;
  readonly #token: string;

  /** @param token must not come through, should a proxy echo it */
  constructor(call: Call, success: Success, token: string) {
    this.bytes = success.bytes;
    this.#call = call;
    this.#success = success;
    this.#token = token;
  }

  /**
   * Its JSON; `null` where there is none by the method (HEAD) or the status (204).
   *
   * @throws AccProtocolError if it has another status than the call expects, or is no JSON. The parser's own words are
   *   not passed on: they quote the body
   */
  json(): unknown {
    const { status, headers, bytes } = this.#success;
    const { expect, method } = this.#call;
    if (expect !== undefined && status !== expect) {
      throw this.#unreadable(`${status} where the service promises ${expect}`);
    }
    const text = textOf(bytes);
    if (text === undefined) throw this.#unreadable(`${status} with a body that is not UTF-8`);
    if (text === "" && hasNoBody(method, status)) return null;
    try {
      return JSON.parse(text);
    } catch {
      const kind = withoutSecret(headers.get("content-type") ?? "no content type", this.#token);
      throw this.#unreadable(`${status} with a body that is not JSON (${kind}, ${text.length} characters)`);
    }
  }

  /**
   * Reads it with a schema.
   *
   * @throws AccProtocolError if it does not fit
   */
  read<T>(schema: Schema<T>): T {
    const json = this.json();
    try {
      return decode(schema, json, describeCall(this.#call));
    } catch (error) {
      if (!(error instanceof AccProtocolError)) throw error;
      // what was found in place of what was promised is quoted, and may be what we have sent
      throw new AccProtocolError(withoutSecret(error.message, this.#token), {
        acted: repetitionOf(this.#call) === "read" ? "no" : "maybe",
        ...(error.cure === undefined ? {} : { cure: error.cure }),
      });
    }
  }

  #unreadable(words: string): AccProtocolError {
    return new AccProtocolError(`${describeCall(this.#call)}: ${words}`, {
      acted: repetitionOf(this.#call) === "read" ? "no" : "maybe",
      cure: "a proxy may have answered in the service's place: check the endpoint",
    });
  }
}

function textOf(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function hasNoBody(method: string, status: number): boolean {
  return method === "HEAD" || method === "OPTIONS" || status === 204 || status === 205;
}
