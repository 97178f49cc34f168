import { AccClient, fixedToken } from "@argo-acc/client";
import type { Grant } from "@argo-acc/core";

import { Metrics } from "../../../../packages/client/src/resources/metrics.ts";
import { TokenKeeper } from "../../../../packages/client/src/token/token-keeper.ts";
import { createSender } from "../../../../packages/client/src/transport/attempt.ts";
import { systemClock } from "../../../../packages/client/src/transport/clock.ts";
import { Transport } from "../../../../packages/client/src/transport/transport.ts";
import type { MetricReading } from "../../../../packages/client/src/walk/metric-reading.ts";
import { readAll, type ReadAllOptions } from "../../../../packages/client/src/walk/read-all.ts";

/** A fiftieth of what the service allows: a hundred metrics are as many windows as several thousand. */
const LIMITS = { size: 20, target: 15 };

/** How a client with small windows calls a service. */
export interface SmallWindowsOptions {
  readonly endpoint: string;
  readonly token: string;
  readonly concurrency: number;
}

/** A client whose readings ask for 20 metrics at most where another one asks for 1,000. */
export function clientWithSmallWindows({ endpoint, token, concurrency }: SmallWindowsOptions): AccClient {
  const acc = new AccClient({ endpoint, token, concurrency });
  const transport = new Transport({
    endpoint: acc.endpoint,
    tokens: new TokenKeeper(fixedToken(token), systemClock),
    send: createSender((input, init) => fetch(input, init)),
    hooks: {},
    clock: systemClock,
    concurrency,
  });
  Object.defineProperty(acc, "metrics", { value: new SmallWindows(transport) });
  return acc;
}

class SmallWindows extends Metrics {
  readonly #own: Transport;

  constructor(transport: Transport) {
    super(transport);
    this.#own = transport;
  }

  override readAll(grant: Grant, options: ReadAllOptions = {}): MetricReading {
    return readAll(this.#own, grant, options, { limits: LIMITS, now: () => systemClock.now() });
  }
}
