import type { Refusal, Success } from "./attempt.ts";
import { waitFor } from "./wait-for.ts";

/** How much of an error's body is read, in bytes: it only serves the message. */
const LONGEST_ERROR_BODY = 65_536;

/**
 * Reads an answer: a success to its end, of anything else a bounded part.
 *
 * @param signal ends the reading, whether the body listens to it or not
 * @throws whatever reading the body of a success fails with
 */
export async function readAnswer(response: Response, signal: AbortSignal): Promise<Success | Refusal> {
  const { status, headers, body } = response;
  if (status < 200 || status > 299) {
    return { kind: "refusal", status, headers, text: body === null ? "" : await readSome(body, signal) };
  }
  const bytes = body === null ? new ArrayBuffer(0) : await waitFor(response.arrayBuffer(), { signal });
  return { kind: "success", status, headers, bytes: new Uint8Array(bytes) };
}

/** The status is the answer: what is cut off, garbled or late after it does not change what it says. */
async function readSome(body: ReadableStream<Uint8Array>, signal: AbortSignal): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let size = 0;
  try {
    const reader = body.getReader();
    for (;;) {
      const { done, value } = await waitFor(reader.read(), { signal });
      if (done) return text + decoder.decode();
      text += decoder.decode(value.subarray(0, LONGEST_ERROR_BODY - size), { stream: true });
      size += value.length;
      if (size >= LONGEST_ERROR_BODY) {
        await waitFor(reader.cancel(), { signal });
        return text;
      }
    }
  } catch {
    return text;
  }
}
