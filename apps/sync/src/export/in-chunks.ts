/** How much text is collected before it is written, in UTF-16 units. */
const CHUNK_SIZE = 256 * 1024;

/** Collects short texts into long ones, so that few writes carry many rows. */
export function* inChunks(texts: Iterable<string>): Generator<string, void, undefined> {
  let chunk = "";
  for (const text of texts) {
    chunk += text;
    if (chunk.length >= CHUNK_SIZE) {
      yield chunk;
      chunk = "";
    }
  }
  if (chunk !== "") yield chunk;
}
