import { AccConfigError, type MetricPatch, type NewMetric, parseInstant } from "@argo-acc/core";

import { lowerHexId } from "./lower-hex-id.ts";

/** What can be emptied. */
const EMPTIABLE = new Set(["group_id", "user_id"]);
const INSTANTS = ["time_period_start", "time_period_end"] as const;

/**
 * A new metric as it is sent.
 *
 * @throws AccConfigError for a value that is no finite number (one that is missing or null the service stores as 0, and
 *   NaN spoils the reports of the whole project), and for a period without two instants in their order
 */
export function newMetricBody(metric: NewMetric): object {
  checkValue(metric.value);
  for (const name of INSTANTS) checkInstant(name, metric[name]);
  return metricBody(metric);
}

/**
 * What is to be changed of a metric as it is sent.
 *
 * @throws AccConfigError for what the service would pass over and call a success: null, and an empty text but for a group
 *   or a user; for a value that is no finite number, and for what is no instant
 */
export function patchedMetricBody(patch: MetricPatch): object {
  const passedOver = Object.entries(patch).find(([name, given]: [string, unknown]) => {
    return given === null || (given === "" && !EMPTIABLE.has(name));
  });
  if (passedOver !== undefined) throw withoutEffect(...passedOver);
  if (patch.value !== undefined) checkValue(patch.value);
  for (const name of INSTANTS) if (patch[name] !== undefined) checkInstant(name, patch[name]);
  return metricBody(patch);
}

/** The id of its definition as the service keeps it, and a period that is one. */
function metricBody(metric: NewMetric | MetricPatch): object {
  checkOrder(metric);
  return { ...metric, metric_definition_id: lowerHexId(metric.metric_definition_id) };
}

function withoutEffect(name: string, given: unknown): AccConfigError {
  return new AccConfigError(
    `an update of a metric whose ${name} is ${JSON.stringify(given)} would not change it`,
    {
      cure: EMPTIABLE.has(name)
        ? 'give "" to empty it: it cannot be removed'
        : "leave it out to keep what it is",
    },
  );
}

function checkValue(value: unknown): void {
  if (Number.isFinite(value)) return;
  const given = value === undefined ? "none" : typeof value === "number" ? value : JSON.stringify(value);
  throw new AccConfigError(`the value of a metric is a finite number, not ${given}`, {
    cure: "give a number; what else the service would take goes by acc.request",
  });
}

function checkInstant(name: string, text: unknown): void {
  if (typeof text === "string" && parseInstant(text) !== undefined) return;
  throw new AccConfigError(`${name} ${JSON.stringify(text)} is no instant`, {
    cure: "write it with its time and zone, such as 2024-01-31T00:00:00Z",
  });
}

/** The service refuses an empty period, too, with a request spent. */
function checkOrder({ time_period_start: start, time_period_end: end }: MetricPatch): void {
  const [from, to] = [start, end].map((text) => (text === undefined ? undefined : parseInstant(text)));
  if (from === undefined || to === undefined) return;
  if (from.epochMs < to.epochMs || (from.epochMs === to.epochMs && from.nanos < to.nanos)) return;
  throw new AccConfigError(`the period ends at ${end}, not after its start ${start}`, {
    cure: "give the later instant as time_period_end",
  });
}
