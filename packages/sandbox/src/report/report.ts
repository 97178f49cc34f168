import { formatInstant } from "@argo-acc/core";

import { brokenInside } from "../service/refusal.ts";
import { rawNumber } from "../service/raw-number.ts";
import { projectHead } from "../service/shapes.ts";
import type {
  DefinitionRecord,
  InstallationRecord,
  ProjectRecord,
  ProviderRecord,
} from "../state/entities.ts";
import { installationsOfProvider, type World } from "../state/world.ts";
import { capacityChanges, cutWindow, type Period } from "./periods.ts";
import { usagePercentage } from "./usage.ts";

/** What a report is about. */
export interface ReportScope {
  /** First and last instant of the window: milliseconds since the epoch, two midnights. */
  readonly start: number;
  readonly end: number;
  /** Only metrics of this group, or user. */
  readonly group?: string;
  readonly user?: string;
}

type Sum = Period & { total: number };

/** What an installation used, by definition and period. Metrics across a capacity change are counted nowhere. */
export function installationReport(world: World, installation: InstallationRecord, scope: ReportScope) {
  const sums = sumPeriods(world, installation, scope);
  return {
    installation_id: installation.id,
    project: installation.project,
    provider: installation.organisation,
    installation: installation.installation,
    infrastructure: installation.infrastructure,
    resource: installation.resource ?? "",
    external_id: installation.external_id,
    data: [...sums].map(([definition, periods]) => ({
      ...definitionHead(world, definition),
      periods: periods.map(periodShape),
    })),
  };
}

/** What a provider's installations in a project used; nothing where it is not associated. */
export function providerReport(
  world: World,
  project: ProjectRecord,
  provider: ProviderRecord,
  scope: ReportScope,
) {
  const data = installationsOfProvider(world, project, provider.id).map((installation) =>
    installationReport(world, installation, scope),
  );
  return {
    provider_id: provider.id,
    name: provider.name,
    website: provider.website,
    abbreviation: provider.abbreviation,
    logo: provider.logo,
    external_id: provider.external_id,
    aggregated_metrics: aggregate(data),
    data,
  };
}

/** What a project used: every associated provider, also without installations. */
export function projectReport(world: World, project: ProjectRecord, scope: ReportScope) {
  const data = [...project.providers.values()].map(({ provider }) =>
    providerReport(world, project, provider, scope),
  );
  const aggregated_metrics = aggregate(data.flatMap((report) => report.data));
  return { ...projectHead(project), aggregated_metrics, data };
}

/** What a provider's installations used in every project. */
export function globalReport(world: World, provider: ProviderRecord, scope: ReportScope) {
  const reports = [...world.projects.values()]
    .filter((project) => project.providers.has(provider.id))
    .map((project) => providerReport(world, project, provider, scope));
  return { reports, aggregated_metrics: aggregate(reports.flatMap((report) => report.data)) };
}

/** Totals by definition, for all definitions the installation has metrics of, and each period of the window. */
function sumPeriods(world: World, installation: InstallationRecord, scope: ReportScope): Map<string, Sum[]> {
  const { metrics } = world;
  const capacities = world.capacities.get(installation.id) ?? [];
  const group = scope.group === undefined ? undefined : metrics.groups.find(scope.group);
  const user = scope.user === undefined ? undefined : metrics.users.find(scope.user);
  const sums = new Map<string, Sum[]>();
  for (const row of metrics.rowsOf(
    `${installation.project}.${installation.organisation}.${installation.id}`,
  )) {
    const definition = metrics.context(row).metric_definition_id;
    let periods = sums.get(definition);
    if (periods === undefined) {
      periods = cutWindow(scope.start, scope.end, capacityChanges(capacities, definition)).map((period) => ({
        ...period,
        total: 0,
      }));
      sums.set(definition, periods);
    }
    if (group !== undefined && metrics.group(row) !== group) continue;
    if (user !== undefined && metrics.user(row) !== user) continue;
    for (const period of periods) {
      if (metrics.start(row) >= period.from && metrics.end(row) <= period.to)
        period.total += metrics.value(row);
    }
  }
  return sums;
}

function periodShape({ from, to, capacity, decimal, total }: Sum) {
  const period = { from: formatInstant(from), to: formatInstant(to), total_value: total };
  if (capacity === undefined) return period;
  const capacity_value = rawNumber(decimal ?? JSON.stringify(capacity));
  if (capacity === 0) return { ...period, capacity_value };
  if (!Number.isFinite(total)) throw brokenInside(`Character ${total} is neither a decimal digit number.`);
  return { ...period, capacity_value, usage_percentage: usagePercentage(total, capacity) };
}

function definitionHead(world: World, id: string) {
  const definition: DefinitionRecord | undefined = world.definitions.get(id);
  if (definition === undefined)
    throw brokenInside(`The metric definition ${id} of a metric no longer exists.`);
  const { metric_definition_id, metric_name, metric_description = null, unit_type, metric_type } = definition;
  return { metric_definition_id, metric_name, metric_description, unit_type, metric_type };
}

/** What the periods of a definition come to together. */
export function totalOf(periods: readonly { readonly total_value: number }[]): number {
  return periods.reduce((sum, period) => sum + period.total_value, 0);
}

type InstallationReport = ReturnType<typeof installationReport>;
type Aggregated = ReturnType<typeof definitionHead> & { total_value: number };

function aggregate(reports: readonly InstallationReport[]): Aggregated[] {
  const totals = new Map<string, Aggregated>();
  for (const { periods, ...head } of reports.flatMap((report) => report.data)) {
    const total = totalOf(periods);
    const known = totals.get(head.metric_definition_id);
    if (known === undefined) totals.set(head.metric_definition_id, { ...head, total_value: total });
    else known.total_value += total;
  }
  return [...totals.values()];
}
