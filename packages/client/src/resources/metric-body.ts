import { AccConfigError, type MetricPatch, type NewMetric, valueToWire } from "@argo-acc/core";

import { lowerHexId } from "./lower-hex-id.ts";

/** What can be emptied. The service answers an empty instant with 500. */
const EMPTIABLE = new Set(["group_id", "user_id"]);

/**
 * A new metric as it is sent.
 *
 * @throws AccConfigError if its value is no number: one that is missing or null the service stores as 0
 */
export function newMetricBody(metric: NewMetric): object {
  if (typeof metric.value === "number") return metricBody(metric);
  const given = metric.value === undefined ? "none" : JSON.stringify(metric.value);
  throw new AccConfigError(`the value of a metric is a number, not ${given}`, {
    cure: "give a number: without one the service would store 0",
  });
}

/**
 * What is to be changed of a metric as it is sent.
 *
 * @throws AccConfigError for what the service would pass over and call a success: null, and an empty text but for a group
 *   or a user
 */
export function patchedMetricBody(patch: MetricPatch): object {
  const passedOver = Object.entries(patch).find(([name, given]: [string, unknown]) => {
    return given === null || (given === "" && !EMPTIABLE.has(name));
  });
  if (passedOver === undefined) return metricBody(patch);
  const [name, given] = passedOver;
  throw new AccConfigError(
    `an update of a metric whose ${name} is ${JSON.stringify(given)} would not change it`,
    {
      cure: EMPTIABLE.has(name)
        ? 'give "" to empty it: it cannot be removed'
        : "leave it out to keep what it is",
    },
  );
}

/** The id of its definition as the service keeps it, NaN as text. */
function metricBody({ value, ...metric }: MetricPatch): object {
  const body = { ...metric, metric_definition_id: lowerHexId(metric.metric_definition_id) };
  return value === undefined ? body : { ...body, value: valueToWire(value) };
}
