/**
 * What a token may read, proven by a list that answered: the system, a project, a provider in a project, or an
 * installation.
 */
export type Grant =
  | { readonly kind: "system" }
  | { readonly kind: "project"; readonly project_id: string }
  | { readonly kind: "provider"; readonly project_id: string; readonly provider_id: string }
  | {
      readonly kind: "installation";
      readonly project_id: string;
      readonly provider_id: string;
      readonly installation_id: string;
    };

/** A text that is equal exactly for equal grants: `system`, `project/prj-1`, `provider/prj-1/6b04…`. */
export function grantKey(grant: Grant): string {
  return [grant.kind, ...grantIds(grant)].map(encodeURIComponent).join("/");
}

/** Whether everything `inner` covers is covered by `outer`. A grant covers itself. */
export function grantCovers(outer: Grant, inner: Grant): boolean {
  const outerIds = grantIds(outer);
  const innerIds = grantIds(inner);
  return outerIds.length <= innerIds.length && outerIds.every((id, level) => id === innerIds[level]);
}

/** The ids of a grant from the outside in: project, provider, installation. Empty for the system. */
export function grantIds(grant: Grant): readonly string[] {
  switch (grant.kind) {
    case "system":
      return [];
    case "project":
      return [grant.project_id];
    case "provider":
      return [grant.project_id, grant.provider_id];
    case "installation":
      return [grant.project_id, grant.provider_id, grant.installation_id];
  }
}

/** A grant in words for people: `the whole system`, `project prj-1`, `provider 6b04… in project prj-1`. */
export function describeGrant(grant: Grant): string {
  switch (grant.kind) {
    case "system":
      return "the whole system";
    case "project":
      return `project ${grant.project_id}`;
    case "provider":
      return `provider ${grant.provider_id} in project ${grant.project_id}`;
    case "installation":
      return `installation ${grant.installation_id} in project ${grant.project_id}`;
  }
}
