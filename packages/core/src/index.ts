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
export {
  type MetricDefinition,
  type MetricDefinitionPatch,
  metricDefinitionSchema,
  type NewMetricDefinition,
} from "./entities/metric-definition.ts";
export { type Page, pageSchema } from "./entities/page.ts";
export {
  type NewProject,
  type Project,
  type ProjectInstallation,
  type ProjectPatch,
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
export { type ReportSchemas, reportSchemas } from "./entities/report-schemas.ts";
export { type Actor, actorSchema } from "./entities/actor.ts";
export {
  type AssignedEntitlement,
  assignedEntitlementSchema,
  type Assignment,
  assignmentSchema,
  type Entitlement,
  entitlementSchema,
  type NewEntitlement,
} from "./entities/entitlement.ts";
export {
  type MetricType,
  type MetricTypePatch,
  metricTypeSchema,
  type NewMetricType,
} from "./entities/metric-type.ts";
export {
  type NamedInstallation,
  type NamedProject,
  namedProjectSchema,
  type NamedProvider,
} from "./entities/named-project.ts";
export type { Patch } from "./entities/patch.ts";
export { type Permission, permissionsSchema } from "./entities/permission.ts";
export { type Resource, resourceSchema } from "./entities/resource.ts";
export { type SearchWord, searchWordsSchema } from "./entities/search-word.ts";
export { type ServiceCounts, serviceCountsSchema } from "./entities/service-counts.ts";
export { type ServiceVersion, serviceVersionSchema } from "./entities/service-version.ts";
export {
  type KnownSettings,
  type Setting,
  type SettingKey,
  settingSchema,
  type SettingValue,
} from "./entities/setting.ts";
export {
  type EntitlementManagement,
  type NewTenant,
  type Tenant,
  type TenantPatch,
  tenantSchema,
} from "./entities/tenant.ts";
export { type NewUnitType, type UnitType, type UnitTypePatch, unitTypeSchema } from "./entities/unit-type.ts";
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
export { type CountedReading, readCounted } from "./pagination/read-counted.ts";
