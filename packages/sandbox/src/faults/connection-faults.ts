import { type FaultTarget, faultKinds } from "./strike.ts";

/** What happens to the connection. */
export const CONNECTION_FAULTS = faultKinds({
  "lose-reply": {
    takes: [],
    isAbout: (target) => isServiceCall(target) && target.changes,
    strike: (strike) => {
      strike.drop ??= "close";
    },
  },
  delay: {
    takes: ["delayMs"],
    strike: (strike, { delayMs = 1000 }) => {
      strike.delayMs += delayMs;
    },
  },
  hang: {
    takes: [],
    strike: (strike) => {
      strike.hangs = true;
    },
  },
  reset: {
    takes: ["bytes"],
    strike: (strike, { bytes }) => {
      if (bytes === undefined) strike.drop = "reset";
      else strike.resetAfter = Math.min(bytes, strike.resetAfter ?? bytes);
    },
  },
  "wrong-length": {
    takes: ["by"],
    strike: (strike, { by = 1 }) => {
      strike.lengthOff = by;
    },
  },
});

function isServiceCall({ to }: FaultTarget): boolean {
  return to === "service";
}
