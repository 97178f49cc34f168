import * as v from "valibot";

import { type MetricDefinition, metricDefinitionSchema } from "./metric-definition.ts";
import { type Project, projectSchema } from "./project.ts";
import { type Provider, providerSchema } from "./provider.ts";
import { instantSchema, optionalText, valueSchema } from "./scalars.ts";

/** The days that a report is of: from 00:00 UTC of `start` to 00:00 UTC of `end`, so all of January ends on 02-01. */
export interface ReportPeriod {
  /** `yyyy-mm-dd`. */
  readonly start: string;
  /** `yyyy-mm-dd`, not before `start`. */
  readonly end: string;
}

/** What a report tells of a metric definition. */
export type ReportedDefinition = Omit<MetricDefinition, "creator_id">;

/** The sum of a metric definition over all that a report covers. */
export interface AggregatedMetric extends ReportedDefinition {
  readonly total_value: number;
}

/**
 * A part of a report's time in which the capacity stays the same. Its total is of the metrics that lie in it whole: one
 * that goes across the edge of a part, or of the report, is counted nowhere.
 */
export interface ReportedPeriod {
  /** ISO 8601 UTC. */
  readonly from: string;
  /** ISO 8601 UTC; the same as `from` in a part that is empty. */
  readonly to: string;
  readonly total_value: number;
  /** Absent where no capacity was registered. */
  readonly capacity_value?: number | null;
  /** 100 × total / capacity, to 4 decimals; absent without a capacity, or with one of 0. */
  readonly usage_percentage?: number | null;
}

/** A metric definition in an installation's report. Every type is summed, averages too. */
export interface ReportedMetric extends ReportedDefinition {
  /** In the order of time. All of the report's days are one where no capacity was registered, and always for 1.7. */
  readonly periods: readonly ReportedPeriod[];
}

/** The totals of one installation. */
export interface InstallationReport {
  readonly installation_id: string;
  /** The id of its project. */
  readonly project: string;
  /** The id of its provider. */
  readonly provider: string;
  /** Its name. */
  readonly installation: string;
  readonly infrastructure?: string | null;
  /** `""` when it has none. */
  readonly resource?: string | null;
  readonly external_id?: string | null;
  /** One element for each definition of which the installation ever had a metric. In no order. */
  readonly data: readonly ReportedMetric[];
}

/** The totals of one provider in one project. */
export interface ProviderReport extends Omit<Provider, "id" | "creator_id"> {
  readonly provider_id: string;
  /** In no order. */
  readonly aggregated_metrics: readonly AggregatedMetric[];
  readonly data: readonly InstallationReport[];
}

/** The totals of a project. Its `start_date` and `end_date` are the project's own, not the report's. */
export interface ProjectReport extends Omit<Project, "providers"> {
  /** In no order. */
  readonly aggregated_metrics: readonly AggregatedMetric[];
  /** Every provider of the project, also those without installations. */
  readonly data: readonly ProviderReport[];
}

/** The totals of a provider in all its projects. */
export interface ProviderGlobalReport {
  /** One element a project, which is named in its installations only. In no order. */
  readonly reports: readonly ProviderReport[];
  /** In no order. */
  readonly aggregated_metrics: readonly AggregatedMetric[];
}

// what reports repeat of a definition, a project and a provider
const { creator_id: _definedBy, ...definition } = metricDefinitionSchema.entries;
const { providers: _providers, ...project } = projectSchema.entries;
const { id: _id, creator_id: _createdBy, ...provider } = providerSchema.entries;

const aggregatedMetrics = v.array(
  v.looseObject({ ...definition, total_value: valueSchema }) satisfies v.GenericSchema<
    unknown,
    AggregatedMetric
  >,
);

const optionalValue = v.exactOptional(v.nullable(valueSchema));

const reportedPeriodSchema = v.looseObject({
  from: instantSchema,
  to: instantSchema,
  total_value: valueSchema,
  capacity_value: optionalValue,
  usage_percentage: optionalValue,
}) satisfies v.GenericSchema<unknown, ReportedPeriod>;

/** Reads `GET /installations/{id}/report`, of 1.8 and later. */
export const installationReportSchema = v.looseObject({
  installation_id: v.string(),
  project: v.string(),
  provider: v.string(),
  installation: v.string(),
  infrastructure: optionalText,
  resource: optionalText,
  external_id: optionalText,
  data: v.array(v.looseObject({ ...definition, periods: v.array(reportedPeriodSchema) })),
}) satisfies v.GenericSchema<unknown, InstallationReport>;

/** Reads `GET /projects/{id}/providers/{id}/report`, of 1.8 and later. */
export const providerReportSchema = v.looseObject({
  provider_id: v.string(),
  ...provider,
  aggregated_metrics: aggregatedMetrics,
  data: v.array(installationReportSchema),
}) satisfies v.GenericSchema<unknown, ProviderReport>;

/** Reads `GET /projects/{id}/report`, and the reports of a group or a user in a project, of 1.8 and later. */
export const projectReportSchema = v.looseObject({
  ...project,
  aggregated_metrics: aggregatedMetrics,
  data: v.array(providerReportSchema),
}) satisfies v.GenericSchema<unknown, ProjectReport>;

/** Reads `GET /providers/{id}/report`, of 1.8 and later. */
export const providerGlobalReportSchema = v.looseObject({
  reports: v.array(providerReportSchema),
  aggregated_metrics: aggregatedMetrics,
}) satisfies v.GenericSchema<unknown, ProviderGlobalReport>;
