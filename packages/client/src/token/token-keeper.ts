import { AccTokenError, isAccError } from "@argo-acc/core";

import { type Clock, elapsedMs } from "../transport/clock.ts";
import { checkExpiry, checkForm } from "./check-token.ts";
import { type JwtTimes, jwtLifeMs } from "./jwt-claims.ts";
import type { TokenSource } from "./token-source.ts";

/** Hands out checked tokens. Calls that find the same token refused share one renewal. */
export class TokenKeeper {
  readonly #source: TokenSource;
  readonly #clock: Clock;
  #renewal: { readonly stale: string; readonly token: Promise<string> } | undefined;
  /** The last token whose form was found good: reading a JWT takes longer than all else that a request takes here. */
  #read: { readonly token: string; readonly times: JwtTimes } | undefined;
  /** What the last renewal gave, and when it will be over by a clock that nobody sets. */
  #fresh: { readonly token: string; readonly until: number } | undefined;

  constructor(source: TokenSource, clock: Clock) {
    this.#source = source;
    this.#clock = clock;
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
      this.#check(text);
      return text;
    } catch (error) {
      if (this.#source.countsLife === true || this.#source.renew === undefined || text === "") throw error;
      const renewed = await this.#renew(text);
      this.#check(renewed);
      return renewed;
    }
  }

  /** Another token after `stale` was refused; `undefined` if the source cannot renew. */
  async renew(stale: string): Promise<string | undefined> {
    if (this.#source.renew === undefined) return undefined;
    const token = await this.#renew(stale);
    this.#check(token);
    return token;
  }

  /** A fresh token is not held against this machine's clock: that one may be wrong. */
  #check(text: string): void {
    if (this.#read?.token !== text) this.#read = { token: text, times: checkForm(text) };
    if (this.#source.countsLife === true) return;
    if (this.#fresh?.token !== text) return checkExpiry(this.#read.times, this.#clock.now());
    if (elapsedMs(this.#clock) < this.#fresh.until) return;
    throw new AccTokenError("the token has lived as long as it may since it was renewed", {
      cure: "get a new access token",
    });
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

  async #replace(stale: string): Promise<string> {
    if (this.#source.countsLife !== true) {
      // a call may hear of a refusal after another one has renewed the token already
      const current = await fromSource(() => this.#source.get());
      if (current !== stale) return current;
    }
    const token = await fromSource(() => this.#source.renew?.(stale) ?? this.#source.get());
    if (token !== stale) {
      const lifeMs = jwtLifeMs(token) ?? Number.POSITIVE_INFINITY;
      this.#fresh = { token, until: elapsedMs(this.#clock) + lifeMs };
    }
    return token;
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
