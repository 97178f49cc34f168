import { withoutSecret } from "./without-secret.ts";

const LONGEST = 300;

/**
 * The words of the service in an error's body, whichever of its five kinds it is: nothing, `{code, message}`,
 * `{details, stack}`, HTML (told as such: it is a page for people), or plain text.
 *
 * @param secret a text that must not come through, should a proxy echo it
 */
export function serviceMessage(text: string, secret: string): string | undefined {
  const words = wordsOf(text.trim());
  if (words === undefined) return undefined;
  const clean = withoutSecret(words, secret)
    .replaceAll(/[\p{Cc}\s]+/gu, " ")
    .trim();
  if (clean === "") return undefined;
  return clean.length > LONGEST ? `${clean.slice(0, LONGEST)}…` : clean;
}

function wordsOf(text: string): string | undefined {
  if (text === "") return undefined;
  if (text.startsWith("<")) return "(an HTML page)";
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === "string") return body;
    if (typeof body !== "object" || body === null) return undefined;
    if ("message" in body && typeof body.message === "string") return body.message;
    if ("details" in body && typeof body.details === "string") return body.details;
    return undefined;
  } catch {
    return text;
  }
}
