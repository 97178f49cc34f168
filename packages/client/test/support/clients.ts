import { AccClient, type AccClientOptions, type Clock, fixedToken } from "@argo-acc/client";

import { TokenKeeper } from "../../src/token/token-keeper.ts";
import { createSender } from "../../src/transport/attempt.ts";
import { Transport } from "../../src/transport/transport.ts";

/** A clock that does not wait: it notes how long it should have, and goes forward by that. */
export function impatientClock(now = Date.UTC(2026, 0, 1)): Clock & { readonly waits: number[] } {
  const waits: number[] = [];
  let time = now;
  return {
    waits,
    now: () => time,
    random: () => 0.5,
    wait(ms, signal) {
      signal?.throwIfAborted();
      waits.push(ms);
      time += ms;
      return Promise.resolve();
    },
  };
}

/** A client of a service in memory or on loopback, with a clock that does not wait. */
export function testClient(options: Partial<AccClientOptions>): AccClient {
  return new AccClient({
    endpoint: "http://127.0.0.1:1",
    token: "opaque",
    clock: impatientClock(),
    ...options,
  });
}

/** The same without the client around it, for what takes a transport. */
export function testTransport(fetch: typeof globalThis.fetch): Transport {
  const clock = impatientClock();
  return new Transport({
    endpoint: "http://127.0.0.1:1/accounting-system",
    tokens: new TokenKeeper(fixedToken("opaque"), clock),
    send: createSender(fetch),
    hooks: {},
    clock,
  });
}
