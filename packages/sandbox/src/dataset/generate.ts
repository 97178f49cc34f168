import type { Capacity, MetricDefinition, Provider } from "@argo-acc/core";

import { type Random, randomFrom } from "../random.ts";
import { IdSource } from "../state/id-source.ts";
import { ADMIN_SUBJECT } from "../state/seeds.ts";
import type { Dataset, DatasetInstallation, DatasetProject } from "./dataset.ts";
import { checkDatasetOptions, type DatasetOptions, type DatasetPlan } from "./dataset-options.ts";
import { generateMetrics } from "./generate-metrics.ts";
import { DEFINITIONS, PROJECTS, PROVIDERS, SERVICES } from "./vocabulary.ts";

/**
 * Makes a dataset of research infrastructures: the same options give the same bytes on any machine.
 *
 * @example
 * await startSandbox({ dataset: dataset({ seed: 7, installations: 200, metrics: 1_000_000 }) });
 * @throws AccConfigError for an unknown option or a bad value; it names the option
 */
export function dataset(options: DatasetOptions = {}): Dataset {
  const plan = checkDatasetOptions(options);
  const random = randomFrom(`dataset ${plan.seed}`);
  const ids = new IdSource(random);
  const born = Date.UTC(Math.floor(plan.firstMonth / 12), plan.firstMonth % 12, 1) - 30 * 86_400_000;
  const definitions = makeDefinitions(ids, born);
  const providers = makeProviders(plan, ids, random, born);
  const projects = makeProjects(plan, providers);
  const installations = makeInstallations(plan, projects, definitions, ids, random, born);
  const capacities = makeCapacities(plan, installations, definitions, ids, random, born);
  return {
    projects,
    providers,
    installations,
    definitions,
    capacities,
    resources: SERVICES.map(([name, infrastructure]) => ({ id: `${name}-service`, name: infrastructure })),
    metrics: generateMetrics(plan, installations, definitions),
  };
}

function makeDefinitions(ids: IdSource, born: number): MetricDefinition[] {
  return DEFINITIONS.map(([name, description, unit, type]) => ({
    metric_definition_id: ids.next(born),
    metric_name: name,
    metric_description: description,
    unit_type: unit,
    metric_type: type,
    creator_id: ADMIN_SUBJECT,
  }));
}

function makeProviders(plan: DatasetPlan, ids: IdSource, random: Random, born: number): Provider[] {
  return Array.from({ length: plan.providers }, (_, at) => {
    const [abbreviation = "", name = ""] = PROVIDERS[at % PROVIDERS.length] ?? [];
    const round = Math.floor(at / PROVIDERS.length);
    const suffix = round === 0 ? "" : ` ${round + 1}`;
    const host = `${abbreviation.toLowerCase()}${round === 0 ? "" : round + 1}.example.org`;
    return {
      id: ids.next(born),
      name: name + suffix,
      website: `https://${host}`,
      abbreviation: abbreviation + suffix,
      logo: at % 3 === 2 ? null : `https://${host}/logo.svg`,
      external_id: `provider-${random.hex(8)}`,
      creator_id: ADMIN_SUBJECT,
    };
  });
}

/** Every project has at least one provider; a provider takes part in one or two projects. */
function makeProjects(plan: DatasetPlan, providers: readonly Provider[]): DatasetProject[] {
  return Array.from({ length: plan.projects }, (_, at) => {
    const [acronym = "", title = ""] = PROJECTS[at % PROJECTS.length] ?? [];
    const round = Math.floor(at / PROJECTS.length);
    const name = round === 0 ? acronym : `${acronym}-${round + 1}`;
    const members = providers.filter(
      (_provider, number) =>
        number % plan.projects === at ||
        (number % 3 === 0 && (number + 1) % plan.projects === at) ||
        at % providers.length === number,
    );
    return {
      id: name.toLowerCase(),
      acronym: name,
      title,
      start_date: `${2020 + (at % 3)}-01-01`,
      end_date: `${2027 + (at % 3)}-12-31`,
      call_identifier: `CALL-${2019 + (at % 3)}-${String(at + 1).padStart(2, "0")}`,
      providers: members.map((provider) => provider.id),
    };
  });
}

function makeInstallations(
  plan: DatasetPlan,
  projects: readonly DatasetProject[],
  definitions: readonly MetricDefinition[],
  ids: IdSource,
  random: Random,
  born: number,
): DatasetInstallation[] {
  const places = projects.flatMap((project) => project.providers.map((provider) => ({ project, provider })));
  return Array.from({ length: plan.installations }, (_, at) => {
    const place = places[at % places.length];
    const round = Math.floor(at / places.length);
    const [name = "", infrastructure = "", main = ""] = SERVICES[(at + round) % SERVICES.length] ?? [];
    return {
      id: ids.next(born),
      project: place?.project.id ?? "",
      organisation: place?.provider ?? "",
      infrastructure,
      installation: `${name}-${String(at + 1).padStart(2, "0")}`,
      resource: at % 4 === 3 ? null : `${name}-service`,
      external_id: at % 10 === 9 ? null : `installation-${random.hex(8)}`,
      unit_of_access: at % 5 === 4 ? null : idOf(definitions, main),
    };
  });
}

/** Every third installation promises something, and promises more later. */
function makeCapacities(
  plan: DatasetPlan,
  installations: readonly DatasetInstallation[],
  definitions: readonly MetricDefinition[],
  ids: IdSource,
  random: Random,
  born: number,
): Capacity[] {
  const promising = installations.filter((_, at) => at % 3 === 0);
  return promising.flatMap((installation) => {
    const definition = installation.unit_of_access ?? idOf(definitions, "active_users");
    const first = 1000 + random.below(9000);
    return [0, Math.floor(plan.months / 2)].map((after, round) => ({
      id: ids.next(born),
      installation_id: installation.id,
      metric_definition_id: definition,
      value: first * (round + 1),
      registered_on: monthStart(plan.firstMonth + after),
    }));
  });
}

function idOf(definitions: readonly MetricDefinition[], name: string): string {
  return definitions.find((definition) => definition.metric_name === name)?.metric_definition_id ?? "";
}

function monthStart(month: number): string {
  return `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, "0")}-01T00:00:00Z`;
}
