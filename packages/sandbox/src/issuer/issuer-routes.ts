import type { Role } from "../access/roles.ts";
import { type Answer, json } from "../service/answer.ts";
import { clientSecret, type Issuer, isRole } from "./issuer.ts";

/** A request to the issuer, its path below the issuer's URL. */
export interface IssuerRequest {
  readonly method: string;
  readonly path: string;
  readonly body: string;
  readonly authorization: string | undefined;
}

/** Answers discovery, keys, token, introspection and revocation requests; `undefined` for what the issuer does not have. */
export async function answerIssuer(issuer: Issuer, request: IssuerRequest): Promise<Answer | undefined> {
  switch (`${request.method} ${request.path}`) {
    case "GET /.well-known/openid-configuration":
      return json(discovery(issuer.url));
    case "GET /protocol/openid-connect/certs":
      return json(await issuer.jwks());
    case "POST /protocol/openid-connect/token":
      return grant(issuer, request);
    case "POST /protocol/openid-connect/token/introspect":
      return introspect(issuer, request);
    case "POST /protocol/openid-connect/revoke":
      return revoke(issuer, request);
    default:
      return undefined;
  }
}

function discovery(url: string) {
  return {
    issuer: url,
    token_endpoint: `${url}/protocol/openid-connect/token`,
    introspection_endpoint: `${url}/protocol/openid-connect/token/introspect`,
    revocation_endpoint: `${url}/protocol/openid-connect/revoke`,
    jwks_uri: `${url}/protocol/openid-connect/certs`,
    authorization_endpoint: `${url}/protocol/openid-connect/auth`,
    grant_types_supported: ["client_credentials", "refresh_token"],
    response_types_supported: ["code"],
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: ["ES256"],
    token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post"],
  };
}

async function grant(issuer: Issuer, request: IssuerRequest): Promise<Answer> {
  const form = new URLSearchParams(request.body);
  switch (form.get("grant_type")) {
    case "client_credentials": {
      const id = clientOf(form, request.authorization);
      if (id === undefined) return denied(401, "invalid_client");
      return tokens(await issuer.issue(id, issuer.tokenLifetime), issuer.newRefreshToken(id));
    }
    case "refresh_token": {
      const role = issuer.takeRefreshToken(form.get("refresh_token") ?? "");
      if (role === undefined) return denied(400, "invalid_grant");
      return tokens(await issuer.issue(role, issuer.tokenLifetime), issuer.newRefreshToken(role));
    }
    default:
      return denied(400, "unsupported_grant_type");
  }
}

/** Who a token is. Only a client may ask (RFC 7662); of a token that is not active nothing else is told. */
function introspect(issuer: Issuer, request: IssuerRequest): Answer {
  const form = new URLSearchParams(request.body);
  if (clientOf(form, request.authorization) === undefined) return denied(401, "invalid_client");
  const claims = issuer.activeClaims(form.get("token") ?? "");
  return json(claims === undefined ? { active: false } : { active: true, ...claims });
}

/** Ends a token. Only a client may (RFC 7009); one that is not known is no error. */
function revoke(issuer: Issuer, request: IssuerRequest): Answer {
  const form = new URLSearchParams(request.body);
  if (clientOf(form, request.authorization) === undefined) return denied(401, "invalid_client");
  issuer.revoke(form.get("token") ?? "");
  return { status: 200, headers: { "cache-control": "no-store" }, body: "" };
}

/** The client that proved itself with its secret. */
function clientOf(form: URLSearchParams, authorization: string | undefined): Role | undefined {
  const [id = "", secret = ""] = credentials(form, authorization);
  return isRole(id) && secret === clientSecret(id) ? id : undefined;
}

function credentials(form: URLSearchParams, authorization: string | undefined): string[] {
  const basic = /^basic +(\S+)$/i.exec(authorization ?? "")?.[1];
  if (basic === undefined) return [form.get("client_id") ?? "", form.get("client_secret") ?? ""];
  const [id = "", ...secret] = Buffer.from(basic, "base64").toString("utf8").split(":");
  return [id, secret.join(":")].map(decoded);
}

/** A percent-encoded text; as it stands where it cannot be decoded. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function tokens(issued: { token: string; lifetime: number }, refresh: string): Answer {
  return json(
    { access_token: issued.token, token_type: "Bearer", expires_in: issued.lifetime, refresh_token: refresh },
    200,
    { "cache-control": "no-store" },
  );
}

function denied(status: number, error: string): Answer {
  return json({ error }, status, { "cache-control": "no-store" });
}
