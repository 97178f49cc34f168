import type { IssuerRequest } from "./issuer-fetch.ts";

/** What must not be seen of a request to an issuer, in every spelling in which something may repeat it. */
export function secretsOf(request: Pick<IssuerRequest, "headers" | "body">): readonly string[] {
  const { body } = request;
  return [loginOf(request), body?.get("client_secret"), body?.get("refresh_token")].flatMap((secret) =>
    secret == null ? [] : spellingsOf(secret),
  );
}

/** The client's id and secret as they stand in a header of a request; `undefined` if they go in the form. */
export function loginOf({ headers }: Pick<IssuerRequest, "headers">): string | undefined {
  return headers["authorization"]?.replace(/^Basic /, "");
}

/** A secret as it is, in a URL, and in a form. */
export function spellingsOf(secret: string): readonly string[] {
  if (secret === "") return [];
  const form = new URLSearchParams({ secret }).toString().slice("secret=".length);
  return [secret, encodeURIComponent(secret), form];
}
