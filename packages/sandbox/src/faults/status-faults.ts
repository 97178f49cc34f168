import { type BodyKind, errorAnswer } from "./error-bodies.ts";
import { type FaultKind, faultKinds } from "./strike.ts";

/** Answers in the service's place: nothing is done. Of several the first counts. */
export const STATUS_FAULTS = faultKinds({
  "500": answers(500, "message"),
  "502": answers(502, "html"),
  "503": answers(503, "html"),
  "429": answers(429, "html", 1),
  html: {
    takes: [],
    strike: (strike) => {
      strike.instead ??= errorAnswer(200, "html");
    },
  },
});

function answers(status: number, usual: BodyKind, usualRetry?: number): FaultKind {
  return {
    takes: ["body", "retryAfter"],
    strike: (strike, { body = usual, retryAfter = usualRetry }) => {
      strike.instead ??= errorAnswer(status, body, retryAfter);
    },
  };
}
