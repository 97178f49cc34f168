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

/** A tenth of what a list gives on one page. */
const PAGE = 10;

/** How a client of small readings calls a service. */
export interface SmallReadingsOptions {
  readonly endpoint: string;
  readonly token: string;
  readonly concurrency: number;
}

/** A client whose windows hold 20 metrics at most where another one asks for 1,000, and its pages 10 and not 100. */
export function clientOfSmallReadings({ endpoint, token, concurrency }: SmallReadingsOptions): AccClient {
  const acc = new AccClient({ endpoint, token, concurrency });
  const transport = new Transport({
    endpoint: acc.endpoint,
    tokens: new TokenKeeper(fixedToken(token), systemClock),
    send: createSender((input, init) => fetch(withSmallPages(input), init)),
    hooks: {},
    clock: systemClock,
    concurrency,
  });
  Object.defineProperty(acc, "metrics", { value: new SmallReadings(transport) });
  return acc;
}

class SmallReadings extends Metrics {
  readonly #own: Transport;

  constructor(transport: Transport) {
    super(transport);
    this.#own = transport;
  }

  override readAll(grant: Grant, options: ReadAllOptions = {}): MetricReading {
    return readAll(this.#own, grant, options, { limits: LIMITS, now: () => systemClock.now() });
  }
}

/** The same request, with a small page where it asks for the largest one of a list of metrics. */
export function withSmallPages(input: string | URL | Request): string | URL | Request {
  if (input instanceof Request) return input;
  const url = new URL(input);
  if (url.pathname.endsWith("/metrics") && url.searchParams.get("size") === "100") {
    url.searchParams.set("size", String(PAGE));
  }
  return url;
}
