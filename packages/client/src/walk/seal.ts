/**
 * A digest of an answer: SHA-256 in base64, over what was asked for and the bytes that came. It is equal only for the
 * same bytes in answer to the same question.
 *
 * @returns `null` where the runtime has no WebCrypto: a browser gives it to pages of secure origins alone
 */
export async function sealOf(question: string, bytes: Uint8Array): Promise<string | null> {
  const subtle: typeof globalThis.crypto.subtle | undefined = globalThis.crypto.subtle;
  if (subtle === undefined) return null;
  const asked = new TextEncoder().encode(`${question}\0`);
  const sealed = new Uint8Array(asked.length + bytes.length);
  sealed.set(asked);
  sealed.set(bytes, asked.length);
  const digest = new Uint8Array(await subtle.digest("SHA-256", sealed));
  return btoa(String.fromCharCode(...digest));
}
