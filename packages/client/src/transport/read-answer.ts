import type { Outcome } from "./attempt.ts";
import { waitFor } from "./wait-for.ts";

/** How much of an error's body is read, in bytes: it only serves the message. */
const LONGEST_ERROR_BODY = 65_536;

type Answer = Extract<Outcome, { kind: "answer" }>;

/**
 * Reads an answer: a success to its end, of anything else a bounded part.
 *
 * @param signal ends the reading, whether the body listens to it or not
 * @throws whatever reading the body of a success fails with
 */
export async function readAnswer(response: Response, signal: AbortSignal): Promise<Answer> {
  const { status, headers, body } = response;
  const answer = { kind: "answer", status, headers } as const;
  if (body === null) return { ...answer, text: "" };
  if (status < 200 || status > 299) return { ...answer, text: await readSome(body, signal) };
  const bytes = await waitFor(response.arrayBuffer(), { signal });
  try {
    return { ...answer, text: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
  } catch {
    return { ...answer, text: undefined };
  }
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
