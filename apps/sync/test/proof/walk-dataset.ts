import type { Dataset, DatasetMetric } from "@argo-acc/sandbox";

/** What a metric of a test is made of; what is left out is that of the first installation and an ordinary day. */
export type MetricOf = Partial<Omit<DatasetMetric, "id">>;

/** Options of {@link walkDataset}. */
export interface WalkDatasetOptions {
  /** Each with one provider, and one installation of its own name in it. Default: one. */
  readonly projects?: readonly string[];
  /** Default `site`. */
  readonly provider?: string;
  readonly metrics: Iterable<MetricOf>;
}

const DAY = 86_400_000;

/** So many metrics, one like the other but for what their place makes of it. */
export function times(count: number, metricAt: (at: number) => MetricOf): MetricOf[] {
  return Array.from({ length: count }, (_, at) => metricAt(at));
}

/** A small catalogue with exactly these metrics. */
export function walkDataset({ projects = ["lab"], provider = "site", metrics }: WalkDatasetOptions): Dataset {
  return {
    projects: projects.map((id) => ({
      id,
      acronym: id.toUpperCase(),
      title: `Project ${id}`,
      start_date: "2020-01-01",
      end_date: "2030-12-31",
      call_identifier: "CALL-1",
      providers: [provider],
    })),
    providers: [
      {
        id: provider,
        name: "Site",
        website: "https://site.example.org",
        abbreviation: "SITE",
        logo: "https://site.example.org/logo.svg",
        external_id: "site-1",
        creator_id: "somebody",
      },
    ],
    installations: projects.map((project, at) => ({
      id: installationOf(at),
      project,
      organisation: provider,
      infrastructure: "cloud",
      installation: `cluster of ${project}`,
      resource: "cluster",
      external_id: `cluster-${at}`,
      unit_of_access: definitionOf(0),
    })),
    definitions: DEFINITIONS.map((name, at) => ({
      metric_definition_id: definitionOf(at),
      metric_name: name,
      metric_description: `How many ${name}`,
      unit_type: "count",
      metric_type: "aggregated",
      creator_id: "somebody",
    })),
    capacities: [],
    resources: [{ id: "cluster", name: "Cluster" }],
    metrics: numbered(metrics),
  };
}

const DEFINITIONS = ["jobs", "sessions", "transfers"];

/** The id of the installation of the project at this place. */
export function installationOf(at: number): string {
  return `66d3ae807f4de7eb${hex(at, 8)}`;
}

/** The id of a definition, of which there are three. */
export function definitionOf(at: number): string {
  return `5f1ab4807f4de7eb${hex(at, 8)}`;
}

function* numbered(metrics: Iterable<MetricOf>): Generator<DatasetMetric> {
  let at = 0;
  for (const metric of metrics) {
    const start = metric.start ?? Date.UTC(2024, 0, 1);
    yield {
      installation_id: installationOf(0),
      metric_definition_id: definitionOf(0),
      end: start + DAY,
      value: 1,
      ...metric,
      start,
      id: `6774858${hex(at++, 17)}`,
    };
  }
}

function hex(number: number, digits: number): string {
  return number.toString(16).padStart(digits, "0");
}
