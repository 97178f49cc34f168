import { AccTokenError, isAccError } from "@argo-acc/core";

import { checkToken } from "./check-token.ts";
import type { TokenSource } from "./token-source.ts";

/** Hands out checked tokens. Calls that find the same token refused share one renewal. */
export class TokenKeeper {
  readonly #source: TokenSource;
  readonly #now: () => number;
  #renewal: { readonly stale: string; readonly token: Promise<string> } | undefined;

  constructor(source: TokenSource, now: () => number) {
    this.#source = source;
    this.#now = now;
  }

  /**
   * The token to send: white space around it is cut off, its form and expiry are checked. One that has expired is
   * renewed first, where the source can.
   *
   * @throws AccTokenError if there is none, or none that could be accepted
   */
  async get(): Promise<string> {
    const text = await fromSource(() => this.#source.get());
    try {
      checkToken(text, this.#now());
      return text;
    } catch (error) {
      if (this.#source.renew === undefined || text === "") throw error;
      const renewed = await this.#renew(text);
      checkToken(renewed, this.#now());
      return renewed;
    }
  }

  /** Another token after `stale` was refused; `undefined` if the source cannot renew. */
  async renew(stale: string): Promise<string | undefined> {
    if (this.#source.renew === undefined) return undefined;
    const token = await this.#renew(stale);
    checkToken(token, this.#now());
    return token;
  }

  #renew(stale: string): Promise<string> {
    if (this.#renewal?.stale === stale) return this.#renewal.token;
    const token = this.#replace(stale);
    const renewal = { stale, token };
    this.#renewal = renewal;
    const forget = () => {
      if (this.#renewal === renewal) this.#renewal = undefined;
    };
    token.then(forget, forget);
    return token;
  }

  /** A call may hear of a refusal after another one has renewed the token already. */
  async #replace(stale: string): Promise<string> {
    const current = await fromSource(() => this.#source.get());
    if (current !== stale) return current;
    return fromSource(() => this.#source.renew?.(stale) ?? this.#source.get());
  }
}

async function fromSource(ask: () => Promise<string>): Promise<string> {
  try {
    return (await ask()).trim();
  } catch (cause) {
    if (isAccError(cause)) throw cause;
    throw new AccTokenError("the token source failed", { cure: "see its own message below", cause });
  }
}
