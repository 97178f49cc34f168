import { AccTokenError } from "@argo-acc/core";

import { type JwtTimes, payloadOf, readPayload, timesOf } from "./jwt-claims.ts";

/**
 * Checks a token before it is sent. Text without a dot is opaque and passes; text with a dot has to be a JWT whose
 * second part names its issuer, for the service answers anything else with 500; one that has expired is refused here.
 *
 * No signature is checked: that is the service's business.
 *
 * @param text the token, as it is sent
 * @param now milliseconds since the epoch. Default: this machine's time
 * @throws AccTokenError if the token is empty, malformed or has expired; the message never holds the token
 */
export function checkToken(text: string, now: number = Date.now()): void {
  checkExpiry(checkForm(text), now);
}

/**
 * Checks that a token's life is not over by this machine's clock.
 *
 * @throws AccTokenError if it is
 */
export function checkExpiry({ exp, iat }: JwtTimes, now: number): void {
  if (exp === undefined || exp * 1000 > now) return;
  const clock = `this machine's clock says ${describeTime(now)}`;
  if (iat !== undefined && iat * 1000 > now) {
    throw new AccTokenError(
      `the token expired at ${describeTime(exp * 1000)}, yet was issued at ${describeTime(iat * 1000)}; ${clock}`,
      { cure: "set this machine's clock, or get another access token" },
    );
  }
  throw new AccTokenError(`the token expired at ${describeTime(exp * 1000)}; ${clock}`, {
    cure: "get a new access token; if this one is fresh, set this machine's clock",
  });
}

/**
 * Checks the form of a token alone, for one whose life is counted from its receipt.
 *
 * @returns when it was issued and expires, by its own words
 * @throws AccTokenError if the token is empty or malformed
 */
export function checkForm(text: string): JwtTimes {
  if (text === "") {
    throw new AccTokenError("the token is empty", { cure: "give the text of an access token" });
  }
  if (!/^[\x21-\x7e]+$/.test(text)) {
    throw new AccTokenError("the token has a space, a line break or another character that no token has", {
      cure: "give the access token alone, on one line, without quotes or the word Bearer",
    });
  }
  const payload = payloadOf(text);
  const claims = payload === undefined ? undefined : readPayload(payload);
  if (payload === undefined || typeof claims?.["iss"] === "string") return timesOf(claims);
  throw new AccTokenError(
    "the token has a dot but is no JWT: its second part is no JSON object with an iss",
    {
      cure: "copy the access token again, whole",
    },
  );
}

function describeTime(ms: number): string {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? "a time long ago" : date.toISOString();
}
