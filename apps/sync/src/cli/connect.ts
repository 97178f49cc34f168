import { resolve } from "node:path";

import { AccClient, checkToken, parseEndpoint, tokenFromEnv, type TokenSource } from "@argo-acc/client";
import { nodeFetch, tokenFromFile } from "@argo-acc/client/node";
import { AccConfigError, AccTokenError } from "@argo-acc/core";

import type { commonOptions } from "./common-options.ts";
import type { Values } from "./option.ts";
import type { Environment } from "./read-options.ts";

/** What the common options say about the service. */
export type ConnectionValues = Pick<Values<typeof commonOptions>, "endpoint" | "tokenFile" | "insecureHttp">;

/**
 * The service the options name, checked and in its normal form.
 *
 * @param known finds the service a file already belongs to; asked where no option names one
 * @throws AccConfigError if none is named, or what is named is no URL that may be used
 */
export function chosenEndpoint(values: ConnectionValues, known: () => string | undefined): string {
  const text = values.endpoint ?? known();
  if (text === undefined) {
    throw new AccConfigError("no service is named", {
      cure: "give --endpoint, such as --endpoint https://api.acc.argo.grnet.gr, or set ARGO_ACC_ENDPOINT",
    });
  }
  try {
    return parseEndpoint(text, values);
  } catch (error) {
    if (!(error instanceof AccConfigError) || !passesAsInsecure(text)) throw error;
    throw new AccConfigError(error.message, {
      cure: "write it with https://, or add --insecure-http if nobody can listen on the way",
      cause: error,
    });
  }
}

function passesAsInsecure(text: string): boolean {
  try {
    return parseEndpoint(text, { insecureHttp: true }) !== "";
  } catch {
    return false;
  }
}

/**
 * A client for the service, with a token that could be read, by way of the proxy that the environment names. Nothing has
 * been sent.
 *
 * @throws AccTokenError if there is no token, or one that cannot be meant
 */
export async function connect(
  endpoint: string,
  values: ConnectionValues,
  env: Environment,
  concurrency?: number,
): Promise<AccClient> {
  const token = tokenSource(values, env);
  checkToken((await token.get()).trim()); // before any file is made for a run that cannot begin
  const fetch = nodeFetch({ env });
  return new AccClient({ endpoint, token, insecureHttp: values.insecureHttp, concurrency, fetch });
}

function tokenSource({ tokenFile }: ConnectionValues, env: Environment): TokenSource {
  if (tokenFile !== undefined) return tokenFromFile(resolve(tokenFile));
  if (env["ARGO_ACC_TOKEN"]) return tokenFromEnv("ARGO_ACC_TOKEN", env);
  const named = env["ARGO_ACC_TOKEN_FILE"];
  if (named) return tokenFromFile(resolve(named));
  if (env["ARGO_ACC_TOKEN"] !== undefined) return tokenFromEnv("ARGO_ACC_TOKEN", env); // which says that it is empty
  throw new AccTokenError("there is no token", {
    cure: "name a file that holds one with --token-file FILE, or set ARGO_ACC_TOKEN",
  });
}
