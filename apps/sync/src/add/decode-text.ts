import { AccConfigError } from "@argo-acc/core";

/** What entries are read from: a whole text, or pieces of one. */
export type TextInput = string | AsyncIterable<string | Uint8Array>;

/**
 * The pieces of a text, without a byte order mark.
 *
 * @throws AccConfigError if bytes are not UTF-8
 */
export async function* decodeText(input: TextInput, source: string): AsyncGenerator<string, void, undefined> {
  let isFirst = true;
  for await (const text of pieces(input, source)) {
    if (text === "") continue;
    yield isFirst && text.startsWith("\uFEFF") ? text.slice(1) : text;
    isFirst = false;
  }
}

async function* pieces(input: TextInput, source: string): AsyncGenerator<string, void, undefined> {
  if (typeof input === "string") {
    yield input;
    return;
  }
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  const decode = (bytes?: Uint8Array) => {
    try {
      return bytes === undefined ? decoder.decode() : decoder.decode(bytes, { stream: true });
    } catch (cause) {
      throw new AccConfigError(`${source} is not UTF-8 text`, { cure: "save it as UTF-8", cause });
    }
  };
  for await (const piece of input) yield typeof piece === "string" ? piece : decode(piece);
  yield decode();
}

/** Looks at the first character that is not blank, and gives back a text that begins where the given one did. */
export async function peekText(
  text: AsyncGenerator<string, void, undefined>,
): Promise<{ first: string; text: AsyncGenerator<string, void, undefined> }> {
  let head = "";
  let first = "";
  while (first === "") {
    const piece = await text.next();
    if (piece.done === true) break;
    head += piece.value;
    first = piece.value.trimStart().slice(0, 1);
  }
  return { first, text: prepend(head, text) };
}

async function* prepend(
  head: string,
  text: AsyncGenerator<string, void, undefined>,
): AsyncGenerator<string, void, undefined> {
  yield head;
  yield* text;
}
