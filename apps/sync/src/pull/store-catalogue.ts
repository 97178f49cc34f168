import type { Discovery } from "@argo-acc/client";
import type { Grant, Installation, Project } from "@argo-acc/core";
import {
  capacityKind,
  definitionKind,
  inTransaction,
  installationKind,
  type KnownProvider,
  metricTypeKind,
  type Mirror,
  projectKind,
  providerKind,
  readEntities,
  storeEntities,
  unitTypeKind,
  wholeProjectKind,
} from "@argo-acc/store/mirror";

import { coveredPart, isCovered } from "./covered-part.ts";
import { namedInstallations } from "./named-installations.ts";
import type { Catalogue } from "./read-catalogue.ts";

/** Stores the part of the catalogue that the grants cover, and the lists this token may read. One transaction. */
export function storeCatalogue(
  mirror: Mirror,
  run: number,
  source: { readonly discovery: Discovery; readonly catalogue: Catalogue; readonly grants: readonly Grant[] },
): void {
  const { discovery, catalogue, grants } = source;
  const projects = discovery.projects
    .map((project) => coveredPart(project, grants))
    .filter((project) => project !== undefined);
  const definitions = catalogue.definitions ?? [...readEntities(mirror, definitionKind), ...catalogue.units];
  const installations = namedInstallations(discovery, definitions).filter((item) =>
    isCovered(grants, grantOf(item)),
  );
  inTransaction(mirror, () => {
    const whole = projects.filter((project) => isWhole(project, { discovery, grants }));
    storeEntities(mirror, run, wholeProjectKind, whole);
    storeEntities(
      mirror,
      run,
      projectKind,
      projects.filter((project) => !whole.includes(project)),
    );
    storeEntities(mirror, run, providerKind, catalogue.providers ?? providersOf(projects, discovery));
    storeEntities(mirror, run, installationKind, installations);
    storeEntities(
      mirror,
      run,
      capacityKind,
      installations.flatMap(({ capacities }) => capacities ?? []),
    );
    const units = installations.flatMap(({ unit_of_access }) => unit_of_access ?? []);
    storeEntities(mirror, run, definitionKind, catalogue.definitions ?? units);
    storeEntities(mirror, run, unitTypeKind, catalogue.unitTypes ?? []);
    storeEntities(mirror, run, metricTypeKind, catalogue.metricTypes ?? []);
  });
}

/** The grant of an installation in the catalogue. */
export function grantOf({ project, organisation, id }: Installation): Grant {
  return { kind: "installation", project_id: project, provider_id: organisation, installation_id: id };
}

/**
 * Whether a tree names all there is in its project: `/clients/me`, which may not, has no external ids, nor does anything else
 * where the service is older than both.
 */
function isWhole(
  project: Project,
  { discovery, grants }: { readonly discovery: Discovery; readonly grants: readonly Grant[] },
): boolean {
  if (!isCovered(grants, { kind: "project", project_id: project.id })) return false;
  if (project.providers.length === 0) return isCovered(grants, { kind: "system" });
  const me = discovery.sources.find(({ source }) => source === "GET /clients/me");
  return me?.status === "not available" || project.providers.every((provider) => "external_id" in provider);
}

/** The providers that trees name, and those of the list of providers in projects where it could be read. */
function providersOf(projects: readonly Project[], discovery: Discovery): KnownProvider[] {
  const inTrees = projects.flatMap((project) => project.providers);
  return [
    ...inTrees.map(({ installations: _installations, ...provider }) => provider),
    ...discovery.providersInProjects.map(
      ({ installations: _installations, project_id: _id, project_acronym: _acronym, ...provider }) =>
        provider,
    ),
  ];
}
