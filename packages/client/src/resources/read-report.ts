import {
  AccConfigError,
  parseDay,
  type ReportPeriod,
  type ReportSchemas,
  reportSchemas,
} from "@argo-acc/core";

import type { Schema } from "../transport/call.ts";
import type { Transport } from "../transport/transport.ts";
import { checkDay } from "./check-day.ts";
import type { Place } from "./place.ts";
import { checkTriesOn500, type ReportOptions } from "./report-options.ts";

/** The service sums up when it is asked: a large project takes long. */
const REPORT_TIMEOUT_MS = 120_000;

/**
 * Asks for a report, however this version of the service words it. Its attempts have 120 seconds unless told otherwise.
 *
 * @throws AccConfigError if `start` or `end` is no day, or they are in the wrong order: of some reports the service
 *   would then tell zeros; if `triesOn500` is no number of tries
 */
export async function readReport<T>(
  transport: Transport,
  pick: (schemas: ReportSchemas) => Schema<T>,
  place: Place,
  period: ReportPeriod,
  options: ReportOptions,
): Promise<T> {
  const { start, end } = requirePeriod(period);
  if ((parseDay(start) ?? 0) > (parseDay(end) ?? 0)) {
    const cure = "give the first day as start, and as end the day after the last";
    throw new AccConfigError(`a report from ${start} to ${end} ends before it starts`, { cure });
  }
  return transport.read(pick(reportSchemas({ start, end })), {
    method: "GET",
    path: place.path,
    query: { ...place.query, start, end },
    ...options,
    triesOn500: checkTriesOn500(options.triesOn500),
    timeoutMs: options.timeoutMs ?? REPORT_TIMEOUT_MS,
  });
}

/** Without a day the service says only that a parameter may not be empty. */
function requirePeriod(period: ReportPeriod): ReportPeriod {
  const { start, end } = period ?? {};
  if (start !== undefined && end !== undefined) {
    return { start: checkDay("start", start), end: checkDay("end", end) };
  }
  throw new AccConfigError("a report needs a period", { cure: "give { start, end }, both as yyyy-mm-dd" });
}
