import { jwtPayload } from "../access/authenticate.ts";
import type { Claims } from "../access/claims.ts";
import { ADMIN_SUBJECT, entitlementName } from "../state/seeds.ts";

/** The issuer of plain-text tokens. */
export const RECORDED_ISSUER = "http://localhost:58080/realms/quarkus";

const HOUR_S = 3600;

/**
 * Who a plain text is: `admin` the system admin, `inactive` and `bad…` nobody, `expiredexp` somebody whose token has
 * expired, `noid` and `noiss` tokens without a subject or an issuer, `svc-…` a service account, `ent-…` a caller with
 * entitlements of its own, `tenant-…` one of another issuer; any other text a caller of that name. A JWT is what its
 * payload says, unverified.
 *
 * @param now milliseconds since the epoch
 */
export function textIntrospection(token: string, now: number): Claims | undefined {
  const exp = Math.floor(now / 1000) + HOUR_S;
  if (token.split(".").length === 3) return jwtClaims(token);
  if (token === "inactive" || token.startsWith("bad")) return undefined;
  if (token === "admin") return { sub: ADMIN_SUBJECT, name: "Admin", iss: RECORDED_ISSUER, exp };
  if (token === "expiredexp") return { sub: `${token}_sub`, iss: RECORDED_ISSUER, exp: exp - 2 * HOUR_S };
  if (token === "noid") return { iss: RECORDED_ISSUER, exp };
  if (token === "noiss") return { sub: `${token}_sub`, exp };
  if (token.startsWith("svc-")) return { client_id: token, iss: RECORDED_ISSUER, exp };
  if (token.startsWith("ent-")) {
    return { sub: token, iss: RECORDED_ISSUER, exp, entitlements: [entitlementName([], "admin")] };
  }
  if (token.startsWith("tenant-")) return { sub: token, iss: "https://tenant.example.org/realm", exp };
  return { sub: `${token}_sub`, name: token, email: `${token}@example.org`, iss: RECORDED_ISSUER, exp };
}

function jwtClaims(token: string): Claims | undefined {
  const payload = jwtPayload(token);
  if (payload === undefined) return undefined;
  const text = (name: string) => (typeof payload[name] === "string" ? { [name]: payload[name] } : {});
  return {
    ...text("sub"),
    ...text("client_id"),
    ...text("iss"),
    ...text("name"),
    ...text("email"),
    ...(typeof payload["exp"] === "number" ? { exp: payload["exp"] } : {}),
    active: payload["active"] !== false,
    entitlements: Array.isArray(payload["entitlements"]) ? payload["entitlements"].map(String) : [],
  };
}
