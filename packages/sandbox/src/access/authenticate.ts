import { brokenDetails, unauthenticated } from "../service/refusal.ts";
import type { Claims, Introspect } from "./claims.ts";

/** The token of an `Authorization` header: scheme `Bearer` in any case, one or more spaces. Other schemes are none. */
export function bearerToken(header: string | undefined): string | undefined {
  return /^bearer +(\S.*)$/i.exec(header ?? "")?.[1];
}

/**
 * Checks a token as the service does: a dot makes it a JWT whose payload must be a JSON object with `iss`, or the
 * answer is a 500; whether it is good is the issuer's word alone.
 *
 * @param now milliseconds since the epoch
 */
export function authenticate(token: string, introspect: Introspect, now: number): Claims {
  const payload = token.split(".")[1];
  if (payload !== undefined && (payload !== "" || token.startsWith("."))) requireIssuer(payload);
  const claims = introspect(token);
  const expired = claims?.exp !== undefined && claims.exp * 1000 <= now;
  if (claims === undefined || claims.active === false || expired) throw unauthenticated();
  return claims;
}

/** The payload of a JWT, unverified; `undefined` if it is no JSON object. */
export function jwtPayload(token: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8"));
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

function requireIssuer(payload: string): void {
  if (typeof jwtPayload(`.${payload}`)?.["iss"] !== "string") {
    throw brokenDetails("the token cannot be taken apart");
  }
}
