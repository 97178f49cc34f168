import { formatInstant, type MetricWindow } from "@argo-acc/core";

/** A window in words, for people: which paths, which period starts. */
export function describeWindow(window: MetricWindow): string {
  const paths = `${window.pathFrom ?? "the first"} up to ${window.pathUntil?.replace("\0", "") ?? "the last"}`;
  if (window.startFrom === null && window.startUntil === null) return `paths ${paths}`;
  const from = window.startFrom === null ? "any time" : formatInstant(window.startFrom);
  const until = window.startUntil === null ? "any time" : formatInstant(window.startUntil);
  return `paths ${paths}, starts ${from} to ${until}`;
}
