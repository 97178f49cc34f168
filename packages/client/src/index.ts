export {
  AccAuthenticationError,
  AccConfigError,
  AccConflictError,
  AccError,
  type AccErrorCode,
  AccNetworkError,
  AccNotFoundError,
  AccPermissionError,
  AccProtocolError,
  AccRateLimitError,
  AccResponseError,
  AccTimeoutError,
  AccTokenError,
  type Acted,
  isAccError,
} from "@argo-acc/core";
export type {
  Actor,
  AggregatedMetric,
  AssignedEntitlement,
  Assignment,
  Capacity,
  CapacityPatch,
  Coverage,
  Entitlement,
  Grant,
  Installation,
  InstallationPatch,
  InstallationReport,
  List,
  Metric,
  MetricDefinition,
  MetricDefinitionPatch,
  MetricItem,
  MetricPatch,
  MetricType,
  MetricTypePatch,
  MetricWindow,
  NamedProject,
  NewCapacity,
  NewEntitlement,
  NewInstallation,
  NewMetric,
  NewMetricDefinition,
  NewMetricType,
  NewProject,
  NewProvider,
  NewTenant,
  NewUnitType,
  Page,
  Paged,
  PagedReading,
  Patch,
  Permission,
  Project,
  ProjectPatch,
  ProjectReport,
  Provider,
  ProviderGlobalReport,
  ProviderInProject,
  ProviderPatch,
  ProviderReport,
  ReadOptions,
  ReportedMetric,
  ReportedPeriod,
  ReportPeriod,
  Resource,
  SearchWord,
  ServiceCounts,
  ServiceVersion,
  Setting,
  SettingKey,
  SettingValue,
  Tenant,
  TenantPatch,
  ToArrayOptions,
  UnitType,
  UnitTypePatch,
} from "@argo-acc/core";

export { AccClient, type AccClientOptions, type RequestOptions } from "./client.ts";
export type { Discovery } from "./discover/discover.ts";
export type { DiscoverOptions } from "./discover/find-grants.ts";
export type { DiscoveredGrant, RefusedGrant } from "./discover/probe.ts";
export type { DiscoverySource } from "./discover/source.ts";
export { type EndpointOptions, parseEndpoint } from "./endpoint.ts";
export type { PagePart } from "./pages/page-part.ts";
export { PageReading } from "./pages/page-reading.ts";
export type { ReadPagesOptions } from "./pages/read-pages.ts";
export type { Actors } from "./resources/admin/actors.ts";
export type { Admin, CountsPeriod } from "./resources/admin/admin.ts";
export type { AdminProjects, ProjectRegistration } from "./resources/admin/admin-projects.ts";
export type { AdminResources } from "./resources/admin/admin-resources.ts";
export type { Entitlements } from "./resources/admin/entitlements.ts";
export type { Settings } from "./resources/admin/settings.ts";
export type { Tenants } from "./resources/admin/tenants.ts";
export type { Capacities } from "./resources/capacities.ts";
export type { DefinitionList } from "./resources/definition-list.ts";
export type {
  ExternalInstallationHandle,
  ExternalInstallationMetrics,
} from "./resources/external-installation.ts";
export type { InstallationHandle } from "./resources/installation.ts";
export type { InstallationList } from "./resources/installation-list.ts";
export type { InstallationMetrics } from "./resources/installation-metrics.ts";
export type { Installations } from "./resources/installations.ts";
export type { Me, MyProjects } from "./resources/me.ts";
export type { MetricDefinitions } from "./resources/metric-definitions.ts";
export type { MemberMetricFilter, MetricFilter } from "./resources/metric-filter.ts";
export type { MemberMetricList, MetricList } from "./resources/metric-list.ts";
export type { MetricTypes } from "./resources/metric-types.ts";
export type { Metrics } from "./resources/metrics.ts";
export type { ListOptions } from "./resources/paged-list.ts";
export type { ExternalId } from "./resources/place.ts";
export type { ProjectHandle } from "./resources/project.ts";
export type { ProjectMemberHandle } from "./resources/project-member.ts";
export type { ExternalProjectProviderHandle, ProjectProviderHandle } from "./resources/project-provider.ts";
export type { Projects } from "./resources/projects.ts";
export type { ExternalProviderHandle, ProviderHandle } from "./resources/provider.ts";
export type { Providers } from "./resources/providers.ts";
export type { ReportOptions } from "./resources/report-options.ts";
export type { Resources } from "./resources/resources.ts";
export { instantIs } from "./resources/search/instant-criteria.ts";
export { valueIs } from "./resources/search/number-criteria.ts";
export type {
  InstallationSearchField,
  InstantField,
  MetricDefinitionSearchField,
  MetricSearchField,
  MetricTextField,
  NumberField,
  OptionalField,
  ProviderSearchField,
  TextField,
} from "./resources/search/search-fields.ts";
export {
  allOf,
  anyOf,
  everything,
  type SearchBody,
  type SearchComparison,
  type SearchFilter,
  type SearchOperand,
  type SearchQuery,
} from "./resources/search/search-query.ts";
export {
  isAbsent,
  isPresent,
  isSearchableText,
  textAfter,
  textBefore,
  textFrom,
  textIs,
  textIsNot,
  textMatches,
  textUntil,
} from "./resources/search/text-criteria.ts";
export type { UnitTypes } from "./resources/unit-types.ts";
export { checkToken } from "./token/check-token.ts";
export { clientCredentials, type ClientCredentialsOptions } from "./token/client-credentials.ts";
export type { IssuerOptions, Secret } from "./token/issuer/issuer-options.ts";
export { refreshToken, type RefreshTokenOptions } from "./token/refresh-token.ts";
export { type Environment, tokenFromEnv } from "./token/token-from-env.ts";
export { fixedToken, type TokenSource } from "./token/token-source.ts";
export type { CallOptions, QueryValue } from "./transport/call.ts";
export { type Clock, systemClock } from "./transport/clock.ts";
export type { Hooks, RequestEvent, ResponseEvent, RetryEvent } from "./transport/hooks.ts";
export { MetricReading } from "./walk/metric-reading.ts";
export type { ReadAllOptions } from "./walk/read-all.ts";
export type { WindowReading } from "./walk/read-window.ts";
export type { KnownWindow } from "./walk/tile-known.ts";
