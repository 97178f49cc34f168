export { verify } from "./verify.ts";
export { type OfflineResult, verifyOffline } from "./verify-offline.ts";
export type { VerifyEvent, VerifyOptions } from "./verify-options.ts";
export type {
  FieldDifference,
  MetricDifference,
  MetricProblem,
  NotCompared,
  PairDifference,
  VerifyResult,
  WindowDifference,
} from "./verify-result.ts";
