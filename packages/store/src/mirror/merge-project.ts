import type { Project, ProjectProvider } from "@argo-acc/core";

import { mergeKnown } from "./merge-known.ts";

/** Something in a list that has an id. */
interface Identified {
  readonly id: string;
}

/**
 * What to keep of a project seen before. A node of the full tree has an `external_id` and replaces what was known of
 * it; a node of a poorer tree only adds, and leaves alone what it does not name.
 */
export function mergeProject(old: Project, latest: Project): Project {
  return { ...mergeKnown(old, latest), providers: mergeById(old.providers, latest.providers, mergeProvider) };
}

/** What to keep where the latest tree is known to name every provider and installation of the project. */
export function mergeWholeProject(old: Project, latest: Project): Project {
  const merged = mergeProject(old, latest);
  return {
    ...latest,
    providers: inOrderOf(latest.providers, merged.providers).map((provider, index) => ({
      ...provider,
      installations: inOrderOf(latest.providers[index]?.installations ?? [], provider.installations),
    })),
  };
}

function mergeProvider(old: ProjectProvider, latest: ProjectProvider): ProjectProvider {
  const installations = mergeById(old.installations, latest.installations, mergeNode);
  return { ...mergeNode(old, latest), installations };
}

function mergeNode<T extends object>(old: T, latest: T): T {
  return "external_id" in latest ? latest : mergeKnown(old, latest);
}

function mergeById<T extends Identified>(
  old: readonly T[],
  latest: readonly T[],
  merge: (old: T, latest: T) => T,
): T[] {
  const merged = new Map(old.map((item) => [item.id, item]));
  for (const item of latest) {
    const known = merged.get(item.id);
    merged.set(item.id, known === undefined ? item : merge(known, item));
  }
  return [...merged.values()];
}

/** The merged items that `names` lists, in its order. */
function inOrderOf<T extends Identified>(names: readonly Identified[], merged: readonly T[]): T[] {
  const byId = new Map(merged.map((item) => [item.id, item]));
  return names.map(({ id }) => byId.get(id)).filter((item) => item !== undefined);
}
