/** The fields of a metric that hold text. */
export type MetricTextField =
  /** `project.provider.installation`, their ids. */
  | "resource_id"
  | "project_id"
  | "installation_id"
  /** The id of the provider. */
  | "provider"
  | "metric_definition_id"
  | "group_id"
  | "user_id"
  /** The acronym of the project when the metric was written. */
  | "project"
  /** The name of the installation when the metric was written. */
  | "installation"
  | "infrastructure"
  | "resource"
  /** The OIDC subject of who wrote it. */
  | "creatorId";

/** The fields of a metric that hold an instant. */
export type InstantField = "time_period_start" | "time_period_end";

/** The fields of a metric that hold a number. */
export type NumberField = "value";

/** What `acc.metrics.search` can ask for. Nothing of the metric's definition but its id can be searched. */
export type MetricSearchField = MetricTextField | InstantField | NumberField;

/** What `acc.providers.search` can ask for. Ids, external ids and creators are not among the fields it compares. */
export type ProviderSearchField = "name" | "website" | "abbreviation" | "logo";

/** What `acc.installations.search` can ask for. `project` and `organisation` are ids here, `installation` is the name. */
export type InstallationSearchField =
  | "project"
  | "organisation"
  | "installation"
  | "infrastructure"
  | "resource";

/** What `acc.metricDefinitions.search` can ask for. Unit and type are names, as in the definitions themselves. */
export type MetricDefinitionSearchField = "metric_name" | "metric_description" | "unit_type" | "metric_type";

/** Every field that holds text, whatever is searched. */
export type TextField =
  | MetricTextField
  | ProviderSearchField
  | InstallationSearchField
  | MetricDefinitionSearchField;

/** The fields that may be absent. */
export type OptionalField =
  | "group_id"
  | "user_id"
  | "resource"
  | "infrastructure"
  | "website"
  | "abbreviation"
  | "logo"
  | "metric_description";

/** All of them, for callers that no compiler has looked at. */
export const SEARCH_FIELDS: Readonly<Record<TextField | InstantField | NumberField, true>> = {
  resource_id: true,
  project_id: true,
  installation_id: true,
  provider: true,
  metric_definition_id: true,
  time_period_start: true,
  time_period_end: true,
  value: true,
  group_id: true,
  user_id: true,
  project: true,
  organisation: true,
  installation: true,
  infrastructure: true,
  resource: true,
  creatorId: true,
  name: true,
  website: true,
  abbreviation: true,
  logo: true,
  metric_name: true,
  metric_description: true,
  unit_type: true,
  metric_type: true,
};
