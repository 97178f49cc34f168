import { AccTokenError } from "@argo-acc/core";
import { type AuthorizationServer, processDiscoveryResponse } from "oauth4webapi";

import { type IssuerAnswer, IssuerFailure, readFields, refusal, unusable } from "./issuer-failure.ts";

/** Reads an issuer's discovery document. @throws IssuerFailure if it is none, or that of another issuer */
export async function readDiscovery(issuer: URL, answer: IssuerAnswer): Promise<AuthorizationServer> {
  const { what, status, text } = answer;
  if (status !== 200) throw refusal(answer);
  const fields = readFields(text);
  if (fields === undefined) throw unusable(answer);
  const { issuer: named, token_endpoint: tokenEndpoint } = fields;
  if (typeof named !== "string") throw unusable(answer, "a discovery document that names no issuer");
  if (!isSame(named, issuer)) {
    const cure = `give the issuer as ${named}, if that is the one you trust`;
    throw new IssuerFailure(
      new AccTokenError(`${what}: this is the discovery document of another issuer, ${named}`, { cure }),
    );
  }
  if (typeof tokenEndpoint !== "string" || !/^https?:/.test(tokenEndpoint) || !URL.canParse(tokenEndpoint)) {
    throw unusable(answer, "a discovery document that names no token endpoint");
  }
  return processDiscoveryResponse(new URL(named), Response.json(fields));
}

/** Whether two addresses differ in nothing but a slash at the end, which people leave out or add. */
function isSame(named: string, issuer: URL): boolean {
  return URL.canParse(named) && withoutSlash(new URL(named)) === withoutSlash(issuer);
}

function withoutSlash({ href }: URL): string {
  return href.replace(/\/+$/, "");
}
