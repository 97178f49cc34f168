import { type AccError, AccTokenError } from "@argo-acc/core";

import { type IssuerOptions, requireText, type Secret } from "./issuer/issuer-options.ts";
import { OidcIssuer } from "./issuer/oidc-issuer.ts";
import { RenewingToken } from "./renewing-token.ts";
import type { TokenSource } from "./token-source.ts";

/** Options of {@link refreshToken}. */
export interface RefreshTokenOptions extends IssuerOptions {
  /** The refresh token to begin with. */
  readonly refreshToken: string;
  /** The client's secret, or what reads it anew each time it is sent. Default: none, as of a public client. */
  readonly clientSecret?: Secret | undefined;
  /**
   * Keeps the refresh token that takes the place of the last one, which many issuers end with that. It is waited for
   * before anything else happens. When it fails, the call that waits for the token fails once; the token is kept here.
   */
  readonly onRefreshToken?: ((refreshToken: string) => void | Promise<void>) | undefined;
}

/**
 * Tokens of a person who has logged in elsewhere, by the refresh token of that login. They are renewed at half their
 * life; when the issuer gives a new refresh token as well, it takes the old one's place.
 *
 * @example
 * const token = refreshToken({ issuer, clientId, refreshToken: saved, onRefreshToken: (next) => writeFile(path, next) });
 * @throws AccConfigError if the issuer is no https URL (http on this machine passes), or another option makes no sense.
 *   When a token is used: AccTokenError if the issuer gives none, AccNetworkError or AccTimeoutError if it does not answer
 */
export function refreshToken(options: RefreshTokenOptions): TokenSource {
  const { onRefreshToken } = options;
  requireText("refreshToken", options.refreshToken);
  let current = options.refreshToken.trim();
  let complaint: AccError | undefined;
  const keep = async (successor: string): Promise<void> => {
    if (successor === current) return;
    current = successor;
    try {
      await onRefreshToken?.(successor);
    } catch (cause) {
      complaint = new AccTokenError("the new refresh token could not be kept: onRefreshToken failed", {
        cure: "see its own message below, then log in again before the next start",
        cause,
      });
    }
  };
  const oidc = new OidcIssuer({ ...options, grant: { refreshToken: () => current, keep } });
  return new RenewingToken({
    giver: oidc.name,
    clock: oidc.clock,
    async obtain(how) {
      const answer = await oidc.token(how);
      const issued = { ...answer, complaint };
      complaint = undefined;
      return issued;
    },
  });
}
