/** How much of a secret has to be there for it to be recognised where it is cut off. */
const SHORTEST_PIECE = 12;

/** The text with `…` for a secret, and for the beginning of one that is cut off. */
export function withoutSecret(text: string, secret: string): string {
  let clean = text.replaceAll(secret, "…");
  if (secret.length <= SHORTEST_PIECE) return clean;
  const piece = secret.slice(0, SHORTEST_PIECE);
  for (let start = clean.indexOf(piece); start >= 0; start = clean.indexOf(piece, start)) {
    let end = start;
    while (end < clean.length && clean[end] === secret[end - start]) end += 1;
    clean = `${clean.slice(0, start)}…${clean.slice(end)}`;
  }
  return clean;
}

/** The same for several secrets. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets.reduce((clean, secret) => withoutSecret(clean, secret), text);
}
