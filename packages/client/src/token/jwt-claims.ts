/** What is read of a token's claims, in seconds since the epoch. */
export interface JwtTimes {
  readonly iat: number | undefined;
  readonly exp: number | undefined;
}

/** The payload of a JWT; nothing is verified. `undefined` if it is no base64url of a JSON object. */
export function readPayload(text: string): Readonly<Record<string, unknown>> | undefined {
  if (!/^[A-Za-z0-9_-]+={0,2}$/.test(text)) return undefined;
  try {
    const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/").replace(/=+$/, ""));
    const bytes = new Uint8Array(binary.length);
    for (let index = 0; index < binary.length; index++) bytes[index] = binary.charCodeAt(index);
    const claims: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    return isRecord(claims) ? claims : undefined;
  } catch {
    return undefined;
  }
}

/** The second part of a token; `undefined` for an opaque one. Like the service: a dot at the end separates nothing. */
export function payloadOf(token: string): string | undefined {
  return token.replace(/\.+$/, "").split(".")[1];
}

/** When a token was issued and expires, by its issuer's clock. */
function jwtTimes(token: string): JwtTimes {
  return timesOf(readPayload(payloadOf(token) ?? ""));
}

/** The same of claims that have been read. */
export function timesOf(claims: Readonly<Record<string, unknown>> | undefined): JwtTimes {
  return { iat: seconds(claims?.["iat"]), exp: seconds(claims?.["exp"]) };
}

/** How long a token lives from its issue, in milliseconds: a span of the issuer's clock, right whatever ours says. */
export function jwtLifeMs(token: string): number | undefined {
  const { iat, exp } = jwtTimes(token);
  return iat !== undefined && exp !== undefined && exp > iat ? (exp - iat) * 1000 : undefined;
}

function seconds(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
