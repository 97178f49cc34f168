import { AccTokenError } from "@argo-acc/core";

/**
 * Checks a token before it is sent. Text without a dot is opaque and passes; text with a dot has to be a JWT whose
 * second part names its issuer, for the service answers anything else with 500; one that has expired is refused here.
 *
 * No signature is checked: that is the service's business.
 *
 * @param text the token, as it is sent
 * @param now milliseconds since the epoch. Default: this machine's time
 * @throws AccTokenError if the token is empty, malformed or has expired; the message never holds the token
 */
export function checkToken(text: string, now: number = Date.now()): void {
  if (text === "") {
    throw new AccTokenError("the token is empty", { cure: "give the text of an access token" });
  }
  if (!/^[\x21-\x7e]+$/.test(text)) {
    throw new AccTokenError("the token has a space, a line break or another character that no token has", {
      cure: "give the access token alone, on one line, without quotes or the word Bearer",
    });
  }
  // like the service: a dot at the end separates nothing
  const [, payload] = text.replace(/\.+$/, "").split(".");
  if (payload === undefined) return;
  const claims = readClaims(payload);
  if (typeof claims?.["iss"] !== "string") {
    throw new AccTokenError(
      "the token has a dot but is no JWT: its second part is no JSON object with an iss",
      {
        cure: "copy the access token again, whole",
      },
    );
  }
  const expiry = claims["exp"];
  if (typeof expiry === "number" && expiry * 1000 <= now) {
    throw new AccTokenError(`the token expired at ${describeTime(expiry)}`, {
      cure: "get a new access token",
    });
  }
}

function readClaims(payload: string): Record<string, unknown> | undefined {
  if (!/^[A-Za-z0-9_-]+={0,2}$/.test(payload)) return undefined;
  try {
    const binary = atob(payload.replaceAll("-", "+").replaceAll("_", "/").replace(/=+$/, ""));
    const bytes = Uint8Array.from(binary, (character) => character.codePointAt(0) ?? 0);
    const claims: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    return isRecord(claims) ? claims : undefined;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function describeTime(epochSeconds: number): string {
  const date = new Date(epochSeconds * 1000);
  return Number.isNaN(date.getTime()) ? "a time long ago" : date.toISOString();
}
