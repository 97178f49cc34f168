import * as v from "valibot";

import { metricDefinitionSchema } from "./metric-definition.ts";
import {
  type AggregatedMetric,
  type InstallationReport,
  installationReportSchema,
  type ProjectReport,
  projectReportSchema,
  type ProviderGlobalReport,
  providerGlobalReportSchema,
  type ProviderReport,
  providerReportSchema,
  type ReportedMetric,
  type ReportPeriod,
} from "./report.ts";
import { valueSchema } from "./scalars.ts";

/** Schemas that read the reports of some days. */
export interface ReportSchemas {
  /** Of `GET /installations/{id}/report`. */
  readonly installation: v.GenericSchema<unknown, InstallationReport>;
  /** Of `GET /projects/{id}/providers/{id}/report`. */
  readonly provider: v.GenericSchema<unknown, ProviderReport>;
  /** Of `GET /projects/{id}/report`, and of the reports of a group or a user in a project. */
  readonly project: v.GenericSchema<unknown, ProjectReport>;
  /** Of `GET /providers/{id}/report`. */
  readonly providerGlobal: v.GenericSchema<unknown, ProviderGlobalReport>;
}

// what reports of 1.7 and later ones word alike
const { creator_id: _definedBy, ...definition } = metricDefinitionSchema.entries;
const { data: _metrics, ...installation } = installationReportSchema.entries;
const { data: _installations, aggregated_metrics: _ofProvider, ...provider } = providerReportSchema.entries;
const { data: _providers, aggregated_metrics: _ofProject, ...project } = projectReportSchema.entries;

/**
 * Schemas for the reports of some days in the words of every version of the service. Version 1.7 has one total a metric
 * definition, which is told as the one period that it is: capacities, which part periods, came later. It has no
 * aggregated metrics either: they are added up here.
 *
 * @param period the days that were asked for
 */
export function reportSchemas(period: ReportPeriod): ReportSchemas {
  const older = olderSchemas(period);
  return {
    installation: v.lazy((answer) => (hasBareTotals(answer) ? older.installation : installationReportSchema)),
    provider: v.lazy((answer) => (hasNoAggregates(answer) ? older.provider : providerReportSchema)),
    project: v.lazy((answer) => (hasNoAggregates(answer) ? older.project : projectReportSchema)),
    providerGlobal: v.lazy((answer) =>
      Array.isArray(answer) ? older.providerGlobal : providerGlobalReportSchema,
    ),
  };
}

function olderSchemas({ start, end }: ReportPeriod) {
  const days = { from: `${start}T00:00:00Z`, to: `${end}T00:00:00Z` };
  const metricSchema = v.pipe(
    v.looseObject({ ...definition, total_value: valueSchema }),
    v.transform(({ total_value, ...metric }) => ({ ...metric, periods: [{ ...days, total_value }] })),
  );
  const ofInstallation = v.looseObject({ ...installation, data: v.array(metricSchema) });
  const ofProvider = v.pipe(
    v.looseObject({ ...provider, data: v.array(ofInstallation) }),
    v.transform((report) => ({ ...report, aggregated_metrics: aggregate(report.data) })),
  );
  const ofProject = v.pipe(
    v.looseObject({ ...project, data: v.array(ofProvider) }),
    v.transform((report) => ({ ...report, aggregated_metrics: aggregate(installationsOf(report.data)) })),
  );
  const ofProviderGlobally = v.pipe(
    v.array(ofProvider),
    v.transform((reports) => ({ reports, aggregated_metrics: aggregate(installationsOf(reports)) })),
  );
  return {
    installation: ofInstallation,
    provider: ofProvider,
    project: ofProject,
    providerGlobal: ofProviderGlobally,
  };
}

/** A report of nothing reads the same in every version. */
function hasBareTotals(answer: unknown): boolean {
  if (!isObject(answer) || !("data" in answer) || !Array.isArray(answer.data)) return false;
  return answer.data.some((metric) => isObject(metric) && "total_value" in metric && !("periods" in metric));
}

function hasNoAggregates(answer: unknown): boolean {
  return isObject(answer) && !("aggregated_metrics" in answer);
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function installationsOf(reports: readonly ProviderReport[]): InstallationReport[] {
  return reports.flatMap(({ data }) => data);
}

function aggregate(reports: readonly InstallationReport[]): AggregatedMetric[] {
  const totals = new Map<string, AggregatedMetric>();
  for (const { periods, ...metric } of reports.flatMap(({ data }): readonly ReportedMetric[] => data)) {
    const { metric_definition_id: id } = metric;
    const before = totals.get(id)?.total_value ?? -0;
    const total_value = periods.reduce((sum, one) => sum + one.total_value, before);
    totals.set(id, { ...metric, total_value });
  }
  return [...totals.values()];
}
