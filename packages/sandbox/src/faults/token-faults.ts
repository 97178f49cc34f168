import type { Answer } from "../service/answer.ts";
import { errorAnswer } from "./error-bodies.ts";
import { type FaultTarget, faultKinds } from "./strike.ts";

/** What happens to tokens, to the issuer, and to the service's question to the issuer who a token is. */
export const TOKEN_FAULTS = faultKinds({
  "expired-token": {
    takes: [],
    isAbout: bringsToken,
    strike: (strike) => {
      strike.instead ??= REFUSED;
    },
  },
  "revoked-token": {
    takes: [],
    isAbout: bringsToken,
    strike: (strike) => {
      strike.revokes = true;
    },
  },
  "slow-introspection": {
    takes: ["delayMs"],
    isAbout: bringsToken,
    strike: (strike, { delayMs = 1000 }) => {
      strike.delayMs += delayMs;
    },
  },
  "failing-introspection": {
    takes: [],
    isAbout: (target) => bringsToken(target) || asksWhoTokenIs(target),
    strike: unanswered,
  },
  "slow-issuer": {
    takes: ["delayMs"],
    isAbout: ({ to }: FaultTarget) => to === "issuer",
    strike: (strike, { delayMs = 1000 }) => {
      strike.delayMs += delayMs;
    },
  },
  "issuer-down": {
    takes: [],
    isAbout: (target) => target.to === "issuer" || bringsToken(target),
    strike: unanswered,
  },
});

/** What every bad token is told; one that cannot be checked is told the same. */
const REFUSED: Answer = { status: 401, headers: { "www-authenticate": "Bearer" }, body: "" };

function bringsToken({ to, hasToken }: FaultTarget): boolean {
  return to === "service" && hasToken;
}

function asksWhoTokenIs({ to, call }: FaultTarget): boolean {
  return to === "issuer" && call.endsWith("/introspect");
}

function unanswered(strike: { instead: Answer | undefined }, _spec: unknown, { to }: FaultTarget): void {
  strike.instead ??= to === "issuer" ? errorAnswer(503, "html") : REFUSED;
}
