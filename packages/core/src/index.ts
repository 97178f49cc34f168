export { type Capacity, type CapacityPatch, capacitySchema, type NewCapacity } from "./entities/capacity.ts";
export { describeGrant, type Grant, grantCovers, grantIds, grantKey } from "./entities/grant.ts";
export { type Info, infoSchema } from "./entities/info.ts";
export {
  type Installation,
  type InstallationPatch,
  installationSchema,
  type NewInstallation,
  resourcePath,
} from "./entities/installation.ts";
export {
  type Metric,
  type MetricItem,
  metricItemSchema,
  type MetricPatch,
  metricSchema,
  type NewMetric,
} from "./entities/metric.ts";
export { comparePaths, metricPath, type MetricWindow } from "./entities/metric-window.ts";
export { type MetricDefinition, metricDefinitionSchema } from "./entities/metric-definition.ts";
export { type Page, pageSchema } from "./entities/page.ts";
export {
  type Project,
  type ProjectInstallation,
  type ProjectProvider,
  projectSchema,
} from "./entities/project.ts";
export {
  type NewProvider,
  type Provider,
  type ProviderInProject,
  providerInProjectSchema,
  type ProviderPatch,
  providerSchema,
} from "./entities/provider.ts";
export {
  type AggregatedMetric,
  type InstallationReport,
  installationReportSchema,
  type ProjectReport,
  projectReportSchema,
  type ProviderGlobalReport,
  providerGlobalReportSchema,
  type ProviderReport,
  providerReportSchema,
  type ReportedDefinition,
  type ReportedMetric,
  type ReportedPeriod,
  type ReportPeriod,
} from "./entities/report.ts";
export { valueToWire } from "./entities/scalars.ts";
export { decode } from "./decode.ts";
export {
  AccAuthenticationError,
  AccConfigError,
  AccConflictError,
  AccError,
  type AccErrorCode,
  type AccErrorOptions,
  AccNetworkError,
  AccNotFoundError,
  AccPermissionError,
  AccProtocolError,
  AccRateLimitError,
  AccResponseError,
  AccTimeoutError,
  AccTokenError,
  type Acted,
  type FailedExchange,
  isAccError,
} from "./errors.ts";
export { formatInstant, type Instant, isInstantText, parseDay, parseInstant } from "./instant.ts";
export { List, type ReadOptions, type ToArrayOptions } from "./pagination/list.ts";
export { COUNT_PAGE, type FetchPage, Paged, type PagedOptions } from "./pagination/paged.ts";
export { type Coverage, PagedReading } from "./pagination/paged-reading.ts";
