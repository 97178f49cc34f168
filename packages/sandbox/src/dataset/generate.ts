import type { MetricDefinition, Provider } from "@argo-acc/core";

import { type Random, randomFrom } from "../random.ts";
import { IdSource } from "../state/id-source.ts";
import { ADMIN_SUBJECT } from "../state/seeds.ts";
import type { Dataset, DatasetProject } from "./dataset.ts";
import { checkDatasetOptions, type DatasetOptions, type DatasetPlan } from "./dataset-options.ts";
import { DEFINITIONS, OWN_UNIT_TYPES } from "./definitions.ts";
import { generateCapacities } from "./generate-capacities.ts";
import { generateMetrics } from "./generate-metrics.ts";
import { planLanes, type Site } from "./reporting.ts";
import { type ServiceKind, SERVICES } from "./services.ts";
import { PROJECTS, PROVIDERS } from "./vocabulary.ts";

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
  const unitTypes = OWN_UNIT_TYPES.map(([unit_type, description]) => ({
    id: ids.next(born),
    unit_type,
    description,
    creator_id: ADMIN_SUBJECT,
  }));
  const definitions = makeDefinitions(ids, born);
  const providers = makeProviders(plan, ids, random, born);
  const projects = makeProjects(plan, providers);
  const sites = makeSites(plan, projects, definitions, ids, random, born);
  return {
    projects,
    providers,
    installations: sites.map(({ installation }) => installation),
    definitions,
    unitTypes,
    capacities: generateCapacities(plan, sites, definitions, () => ids.next(born)),
    resources: SERVICES.map(({ resource, resourceName }) => ({ id: resource, name: resourceName })),
    metrics: generateMetrics(plan, planLanes(plan, sites, definitions)),
  };
}

function makeDefinitions(ids: IdSource, born: number): MetricDefinition[] {
  return DEFINITIONS.map(({ name, description, unit, type }) => ({
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

function makeSites(
  plan: DatasetPlan,
  projects: readonly DatasetProject[],
  definitions: readonly MetricDefinition[],
  ids: IdSource,
  random: Random,
  born: number,
): Site[] {
  const places = projects.flatMap((project) => project.providers.map((provider) => ({ project, provider })));
  return Array.from({ length: plan.installations }, (_, at) => {
    const place = places[at % places.length];
    const round = Math.floor(at / places.length);
    const service = SERVICES[((at % places.length) + 2 * round) % SERVICES.length] as ServiceKind;
    const [main] = Object.keys(service.reports);
    const definition = definitions.find(({ metric_name }) => metric_name === main);
    const installation = {
      id: ids.next(born),
      project: place?.project.id ?? "",
      organisation: place?.provider ?? "",
      infrastructure: service.infrastructure,
      installation: `${service.name}-${String(at + 1).padStart(2, "0")}`,
      resource: at % 4 === 3 ? null : service.resource,
      external_id: at % 10 === 9 ? null : `installation-${random.hex(8)}`,
      unit_of_access: at % 5 === 4 ? null : (definition?.metric_definition_id ?? null),
    };
    return { installation, service };
  });
}
