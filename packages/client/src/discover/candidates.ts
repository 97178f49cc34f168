import type { Grant, Installation, Project, ProviderInProject } from "@argo-acc/core";

/** Something a token may perhaps read. */
export interface Candidate {
  readonly grant: Grant;
  /** Who named it: `GET /clients/me`. */
  readonly source: string;
  /** What to try if it is refused. */
  readonly within: readonly Candidate[];
}

/** Each project of a tree; if it is refused, its providers; if one of these is, its installations. */
export function candidatesOfProjects(projects: readonly Project[], source: string): Candidate[] {
  return projects.map((project) => ({
    grant: { kind: "project", project_id: project.id },
    source,
    within: project.providers.map((provider) => ({
      grant: { kind: "provider", project_id: project.id, provider_id: provider.id },
      source,
      within: provider.installations.map((installation) => ({
        grant: {
          kind: "installation",
          project_id: project.id,
          provider_id: provider.id,
          installation_id: installation.id,
        },
        source,
        within: [],
      })),
    })),
  }));
}

/** The projects that rows of providers in projects name. */
export function candidatesOfProviders(rows: readonly ProviderInProject[], source: string): Candidate[] {
  return rows.map((row) => ({
    grant: { kind: "project", project_id: row.project_id },
    source,
    within: [],
  }));
}

/** The pairs of project and provider that the catalogue of installations shows. */
export function candidatesOfPairs(installations: readonly Installation[], source: string): Candidate[] {
  return installations.map(({ project, organisation }) => ({
    grant: { kind: "provider", project_id: project, provider_id: organisation },
    source,
    within: [],
  }));
}

/** Grants found earlier. */
export function candidatesOfKnown(grants: readonly Grant[]): Candidate[] {
  // the system was named by /admin/projects or not at all
  return grants
    .filter((grant) => grant.kind !== "system")
    .map((grant) => ({ grant, source: "known", within: [] }));
}
