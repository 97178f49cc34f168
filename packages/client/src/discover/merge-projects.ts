import type { Project, ProjectInstallation, ProjectProvider } from "@argo-acc/core";

/**
 * Merges rows of the same project: providers and installations by id. A row that lacks a field, or has null where
 * another has a text, takes nothing away, so the order of the sources does not decide what is known.
 */
export function mergeProjects(rows: Iterable<Project>): Project[] {
  return mergeById(rows, mergeProject);
}

function mergeProject(one: Project, other: Project): Project {
  const providers = mergeById([...one.providers, ...other.providers], mergeProvider);
  return { ...mergeFields(one, other), providers };
}

function mergeProvider(one: ProjectProvider, other: ProjectProvider): ProjectProvider {
  const installations = mergeById<ProjectInstallation>(
    [...one.installations, ...other.installations],
    mergeFields,
  );
  return { ...mergeFields(one, other), installations };
}

function mergeById<T extends { readonly id: string }>(
  items: Iterable<T>,
  merge: (one: T, other: T) => T,
): T[] {
  const byId = new Map<string, T>();
  for (const item of items) {
    const known = byId.get(item.id);
    byId.set(item.id, known === undefined ? item : merge(known, item));
  }
  return [...byId.values()];
}

function mergeFields<T extends object>(one: T, other: T): T {
  const told = Object.entries(other).filter(([name, value]) => value !== null || !(name in one));
  return { ...one, ...Object.fromEntries(told) };
}
