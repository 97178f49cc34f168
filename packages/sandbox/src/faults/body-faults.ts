import { type Answer, bytesOfBody, textOfBody } from "../service/answer.ts";
import { type FaultTarget, faultKinds } from "./strike.ts";

/** What happens to the body of an answer that is otherwise good: the call has taken effect. */
export const BODY_FAULTS = faultKinds({
  "truncated-json": {
    takes: ["bytes"],
    strike: (strike, { bytes }) => {
      strike.alter.push((answer) => truncated(answer, bytes));
    },
  },
  "broken-json": {
    takes: [],
    strike: (strike) => {
      strike.alter.push(broken);
    },
  },
  "wrong-totals": {
    takes: ["by"],
    isAbout: ({ to, isPaged }: FaultTarget) => to === "service" && isPaged,
    strike: (strike, { by = 1 }) => {
      strike.alter.push((answer) => withTotal(answer, by));
    },
  },
});

/** The beginning of the body, half of it unless told, with a length that says it is whole. */
function truncated(answer: Answer, bytes: number | undefined): Answer {
  const all = bytesOfBody(answer.body);
  return { ...answer, body: all.subarray(0, bytes ?? all.length >>> 1) };
}

/** As long as it was, but no JSON: without its first colon, or with a bracket too many. */
function broken(answer: Answer): Answer {
  const text = textOfBody(answer.body);
  return { ...answer, body: text.includes(":") ? text.replace(":", " ") : `${text}]` };
}

/** A page that counts `by` more than there are, never less than none. */
function withTotal(answer: Answer, by: number): Answer {
  const body = textOfBody(answer.body).replace(
    /"total_elements":(\d+)/,
    (_all, total: string) => `"total_elements":${Math.max(0, Number(total) + by)}`,
  );
  return { ...answer, body };
}
