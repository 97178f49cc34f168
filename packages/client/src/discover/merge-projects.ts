import type { Project, ProjectInstallation, ProjectProvider } from "@argo-acc/core";

/**
 * Merges rows of the same project: providers and installations by id. A row that lacks a field, or has null or an empty
 * list where another has something, takes nothing away, so the order of the sources does not decide what is known. No
 * field comes in that no row has.
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

/** The fields that either has, in the order of the one that has more; a field that tells nothing gives way. */
function mergeFields<T extends object>(one: T, other: T): T {
  const told = Object.entries(other).filter(([name, value]) => !(name in one) || tellsSomething(value));
  const merged = { ...one, ...Object.fromEntries(told) };
  return Object.keys(other).length > Object.keys(one).length ? { ...other, ...merged } : merged;
}

/** A row lists the permissions of the level that its role names, and none on the others. */
function tellsSomething(value: unknown): boolean {
  return value !== null && !(Array.isArray(value) && value.length === 0);
}
