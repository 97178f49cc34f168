import type { IssuerOptions, Secret } from "./issuer/issuer-options.ts";
import { OidcIssuer } from "./issuer/oidc-issuer.ts";
import { RenewingToken } from "./renewing-token.ts";
import type { TokenSource } from "./token-source.ts";

/** Options of {@link clientCredentials}. */
export interface ClientCredentialsOptions extends IssuerOptions {
  /** The client's secret, or what reads it anew each time it is sent. Line breaks at its end are cut off. */
  readonly clientSecret: Secret;
}

/**
 * Tokens of an OIDC client, such as a service account, by its own secret. They are renewed at half their life.
 *
 * @example
 * const token = clientCredentials({ issuer, clientId: "my-site", clientSecret: () => readFile("/run/secrets/acc", "utf8") });
 * const acc = new AccClient({ endpoint: "api.acc.argo.grnet.gr", token });
 * @throws AccConfigError if the issuer is no https URL (http on this machine passes), or another option makes no sense.
 *   When a token is used: AccTokenError if the issuer gives none, AccNetworkError or AccTimeoutError if it does not answer
 */
export function clientCredentials(options: ClientCredentialsOptions): TokenSource {
  const oidc = new OidcIssuer(options);
  return new RenewingToken({
    giver: oidc.name,
    clock: oidc.clock,
    obtain: (how) => oidc.token(how),
  });
}
