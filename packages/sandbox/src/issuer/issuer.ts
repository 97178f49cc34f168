import { AccConfigError } from "@argo-acc/core";
import { exportJWK, generateKeyPair, type JWK, SignJWT } from "jose";

import type { Claims } from "../access/claims.ts";
import { claimsOfRole, type Role, ROLES } from "../access/roles.ts";

/** A signed token and how long it lives. */
export interface IssuedToken {
  readonly token: string;
  /** Seconds. */
  readonly lifetime: number;
}

/** Options of {@link Issuer.open}. */
export interface IssuerOptions {
  readonly url: string;
  /** Seconds. */
  readonly tokenLifetime: number;
  /** The clock, in milliseconds since the epoch. */
  readonly now: () => number;
}

/** The OIDC issuer beside the service: it signs tokens, and knows of each what it stands for until it is revoked. */
export class Issuer {
  /** Its URL, the `iss` of its tokens. */
  readonly url: string;
  readonly #known = new Map<string, Claims>();
  readonly #revoked = new Set<string>();
  readonly #refresh = new Map<string, Role>();
  readonly #keys: Awaited<ReturnType<typeof generateKeyPair>>;
  /** How long the tokens live that the token endpoint gives, in seconds. */
  readonly tokenLifetime: number;
  readonly #now: () => number;
  #issued = 0;

  private constructor(options: IssuerOptions, keys: Awaited<ReturnType<typeof generateKeyPair>>) {
    this.url = options.url;
    this.tokenLifetime = options.tokenLifetime;
    this.#now = options.now;
    this.#keys = keys;
  }

  static async open(options: IssuerOptions): Promise<Issuer> {
    return new Issuer(options, await generateKeyPair("ES256"));
  }

  /** Signs a token of a role. @param lifetime seconds @throws AccConfigError for a lifetime that is no number */
  async issue(role: Role, lifetime: number): Promise<IssuedToken> {
    if (!Number.isFinite(lifetime))
      throw new AccConfigError(`lifetime is ${String(lifetime)}, not a number of seconds`);
    const issuedAt = Math.floor(this.#now() / 1000);
    const claims = { ...claimsOfRole(role, this.url), exp: issuedAt + lifetime };
    const token = await new SignJWT({ ...claims, typ: "Bearer" })
      .setProtectedHeader({ alg: "ES256", kid: "sandbox" })
      .setIssuedAt(issuedAt)
      .setJti(`${role}-${++this.#issued}`)
      .sign(this.#keys.privateKey);
    this.#known.set(token, claims);
    return { token, lifetime };
  }

  /** What a token stands for; `undefined` for one it never issued, or revoked. */
  introspect(token: string): Claims | undefined {
    return this.#known.get(token);
  }

  /** What the issuer says of a token that is active; `undefined` for one that is not, or no longer. */
  activeClaims(token: string): Claims | undefined {
    const claims = this.#known.get(token);
    const isOver = claims?.exp !== undefined && claims.exp * 1000 <= this.#now();
    return isOver ? undefined : claims;
  }

  /** Makes a token inactive at once, also one that others vouch for. A refresh token is used up by it. */
  revoke(token: string): void {
    this.#known.delete(token);
    this.#refresh.delete(token);
    this.#revoked.add(token);
  }

  /** Whether a token was revoked. */
  isRevoked(token: string): boolean {
    return this.#revoked.has(token);
  }

  /** A text that the token endpoint exchanges for a token of the role, once. */
  newRefreshToken(role: Role): string {
    const text = `refresh-${role}-${++this.#issued}`;
    this.#refresh.set(text, role);
    return text;
  }

  /** The role of a refresh token, which is used up by it. */
  takeRefreshToken(text: string): Role | undefined {
    const role = this.#refresh.get(text);
    this.#refresh.delete(text);
    return role;
  }

  /** The public key, for whoever checks signatures. */
  async jwks(): Promise<{ keys: JWK[] }> {
    const key = await exportJWK(this.#keys.publicKey);
    return { keys: [{ ...key, kid: "sandbox", alg: "ES256", use: "sig" }] };
  }
}

/** The secret of a client: clients are called as the roles are. */
export function clientSecret(role: Role): string {
  return `${role}-secret`;
}

/** Reads the name of a role. */
export function isRole(text: string): text is Role {
  return ROLES.some((role) => role === text);
}

/** @throws AccConfigError that lists the roles there are */
export function checkRole(text: string): Role {
  if (isRole(text)) return text;
  throw new AccConfigError(`the sandbox has no role "${text}"`, { cure: `use one of ${ROLES.join(", ")}` });
}
