import {
  type Grant,
  grantCovers,
  type Project,
  type ProjectInstallation,
  type ProjectProvider,
} from "@argo-acc/core";

/** Whether one of the grants covers another grant. */
export function isCovered(grants: readonly Grant[], inner: Grant): boolean {
  return grants.some((grant) => grantCovers(grant, inner));
}

/**
 * The part of a project's tree that grants cover; `undefined` if they cover none of it. What the service tells about
 * the caller's own permissions is left out: it is the caller's, not the project's, and comes in any order.
 */
export function coveredPart(project: Project, grants: readonly Grant[]): Project | undefined {
  const whole = isCovered(grants, { kind: "project", project_id: project.id });
  const providers = project.providers
    .map((provider) => coveredProvider(project.id, provider, grants))
    .filter((provider) => provider !== undefined);
  return whole || providers.length > 0 ? { ...withoutPermissions(project), providers } : undefined;
}

function coveredProvider(
  project_id: string,
  provider: ProjectProvider,
  grants: readonly Grant[],
): ProjectProvider | undefined {
  const provider_id = provider.id;
  const whole = isCovered(grants, { kind: "provider", project_id, provider_id });
  const installations = provider.installations
    .filter(({ id }) =>
      isCovered(grants, { kind: "installation", project_id, provider_id, installation_id: id }),
    )
    .map((installation) => withoutPermissions<ProjectInstallation>(installation));
  return whole || installations.length > 0 ? { ...withoutPermissions(provider), installations } : undefined;
}

/** A node of a tree without what it tells about the caller. */
export function withoutPermissions<T extends object>(node: T): T {
  if (!("permissions" in node)) return node;
  const { permissions: _permissions, ...rest } = node;
  return rest as T;
}
