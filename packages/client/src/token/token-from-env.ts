import { AccTokenError } from "@argo-acc/core";

import type { TokenSource } from "./token-source.ts";

/** Names and values of an environment, as in `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * A token from an environment variable, read anew for each request.
 *
 * @param name the variable. Default `ARGO_ACC_TOKEN`
 * @param env the environment. Default: that of the process, where there is one
 * @throws AccTokenError (when the token is used) if the variable is missing or empty
 */
export function tokenFromEnv(name = "ARGO_ACC_TOKEN", env?: Environment): TokenSource {
  return {
    async get() {
      const value = (env ?? globalThis.process?.env ?? {})[name];
      if (value === undefined || value.trim() === "") {
        const state = value === undefined ? "not set" : "empty";
        throw new AccTokenError(`the environment variable ${name} is ${state}`, {
          cure: `set ${name} to the text of an access token`,
        });
      }
      return value;
    },
  };
}
