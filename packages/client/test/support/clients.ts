import { AccClient, type AccClientOptions, type Clock } from "@argo-acc/client";

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
