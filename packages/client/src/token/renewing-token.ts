import { type AccError, AccTokenError, isAccError } from "@argo-acc/core";

import { type Clock, elapsedMs } from "../transport/clock.ts";
import { jwtLifeMs } from "./jwt-claims.ts";
import type { TokenSource } from "./token-source.ts";

/** A token just received. */
export interface Issued {
  readonly token: string;
  /** From receipt, in milliseconds. Default: `exp` less `iat`, or until it is refused. */
  readonly lifeMs?: number | undefined;
  /** What went wrong beside the token, which is good. Whoever waits for the token is told once. */
  readonly complaint?: AccError | undefined;
}

/** What a {@link RenewingToken} is made of. */
export interface RenewingOptions {
  /** Who gives the tokens, for messages. */
  readonly giver: string;
  /** Gets a token. `early`: the last one still lives, so one try is enough. */
  readonly obtain: (options: { readonly early: boolean }) => Promise<Issued>;
  readonly clock: Clock;
}

interface Held {
  readonly token: string;
  readonly receivedAt: number;
  readonly lifeMs: number;
}

/** After an early renewal the next one waits a twentieth of the token's life, within these bounds, in milliseconds. */
const SHORTEST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 60_000;

/**
 * A token that is renewed at half its life, counted from its receipt by a clock that nobody sets. The call that finds
 * it half spent renews it, the others go on with it; while it lives, a renewal that fails is no error.
 */
export class RenewingToken implements TokenSource {
  readonly countsLife = true;
  readonly #options: RenewingOptions;
  #held: Held | undefined;
  #flight: { readonly issued: Promise<Issued>; readonly early: boolean } | undefined;
  /** No early renewal before, by the clock that nobody sets. */
  #quietUntil = Number.NEGATIVE_INFINITY;

  constructor(options: RenewingOptions) {
    this.#options = options;
  }

  async get(): Promise<string> {
    const held = this.#held;
    if (held === undefined || this.#isOver(held)) return this.#deliver(await this.#renew(false));
    const { token, receivedAt, lifeMs } = held;
    const now = this.#elapsed();
    if (now < receivedAt + lifeMs / 2 || now < this.#quietUntil || this.#flight !== undefined) return token;
    this.#quietUntil = now + Math.min(LONGEST_PAUSE_MS, Math.max(SHORTEST_PAUSE_MS, lifeMs / 20));
    let issued: Issued;
    try {
      issued = await this.#renew(true);
    } catch (error) {
      // the renewal may have outlasted the token
      if (this.#isOver(held)) throw error;
      return token;
    }
    return this.#deliver(issued);
  }

  /** A refused token that lives by its own count is given again if no other can be had now: the refusal may pass. */
  async renew(stale: string): Promise<string> {
    const held = this.#held;
    if (held !== undefined && held.token !== stale && !this.#isOver(held)) return held.token;
    try {
      return this.#deliver(await this.#renew(false));
    } catch (error) {
      const passes = isAccError(error) && error.retryable;
      if (passes && held?.token === stale && !this.#isOver(held)) return stale;
      throw error;
    }
  }

  /** One renewal for all that wait. Who has no token that lives does not settle for an early one's single try. */
  async #renew(early: boolean): Promise<Issued> {
    const flying = this.#flight;
    if (flying === undefined) return this.#launch(early);
    try {
      return await flying.issued;
    } catch (error) {
      if (!flying.early || early) throw error;
      return this.#renew(early);
    }
  }

  #launch(early: boolean): Promise<Issued> {
    const issued = this.#receive(early);
    const flight = { issued, early };
    this.#flight = flight;
    const land = () => {
      if (this.#flight === flight) this.#flight = undefined;
    };
    issued.then(land, land);
    return issued;
  }

  async #receive(early: boolean): Promise<Issued> {
    const issued = await this.#options.obtain({ early });
    const { token, lifeMs } = issued;
    // the same token again, with no word about its life, is not younger for it
    if (lifeMs === undefined && token === this.#held?.token) return issued;
    this.#held = {
      token,
      receivedAt: this.#elapsed(),
      lifeMs: lifeMs ?? jwtLifeMs(token) ?? Number.POSITIVE_INFINITY,
    };
    return issued;
  }

  #deliver({ token, complaint }: Issued): string {
    if (complaint !== undefined) throw complaint;
    if (this.#held?.token === token && this.#isOver(this.#held)) {
      throw new AccTokenError(`${this.#options.giver} gave the same token again, which has expired`, {
        cure: `see why ${this.#options.giver} has no new token`,
      });
    }
    return token;
  }

  #isOver({ receivedAt, lifeMs }: Held): boolean {
    return this.#elapsed() >= receivedAt + lifeMs;
  }

  #elapsed(): number {
    return elapsedMs(this.#options.clock);
  }
}
