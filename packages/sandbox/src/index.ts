export type { Claims } from "./access/claims.ts";
export { type Role, ROLES } from "./access/roles.ts";
export {
  CHURN_ACTIONS,
  CHURN_PICKS,
  type ChurnAction,
  type ChurnPick,
  type ChurnPlan,
  parseChurn,
} from "./churn/churn-plan.ts";
export type { Churn, ChurnEvent, ChurnState } from "./churn/churn.ts";
export {
  type Dataset,
  type DatasetInstallation,
  type DatasetMetric,
  type DatasetProject,
  type DatasetUnitType,
  EMPTY_DATASET,
} from "./dataset/dataset.ts";
export { type DatasetItems, datasetFromItems, type ListedMetric } from "./dataset/from-items.ts";
export type { DatasetOptions } from "./dataset/dataset-options.ts";
export { dataset } from "./dataset/generate.ts";
export { BODY_KINDS, type BodyKind } from "./faults/error-bodies.ts";
export { FAULT_NAMES, type FaultName } from "./faults/fault-kinds.ts";
export { type FaultSpec, parseFault } from "./faults/fault-spec.ts";
export type { Faults, FaultState } from "./faults/faults.ts";
export type { MetricChange, MetricView, StoredMetric } from "./metric-view.ts";
export { SERVICE_VERSIONS, type ServiceVersion } from "./older/service-version.ts";
export type { LoggedRequest, RequestLog } from "./request-log.ts";
export type { SandboxOptions } from "./sandbox-options.ts";
export { type Sandbox, startSandbox } from "./sandbox.ts";
export { SEARCH_SCOPES, type SearchScope } from "./routes/search-scope.ts";
export type { World } from "./state/world.ts";
