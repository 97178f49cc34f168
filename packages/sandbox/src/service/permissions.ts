/** What may be done with things of a kind. */
export interface Permissions {
  readonly access_permissions: readonly { readonly operation: string; readonly access_type: "ALWAYS" }[];
  readonly collection: string;
}

/** The four operations of a full permission. */
export const CRUD: readonly string[] = ["CREATE", "UPDATE", "READ", "DELETE"];

export function permissions(collection: string, operations: readonly string[]): Permissions {
  return {
    access_permissions: operations.map((operation) => ({ operation, access_type: "ALWAYS" })),
    collection,
  };
}

/** What `/clients/me` tells on the level of a provider or an installation, whatever the role. */
export const SCOPE_PERMISSIONS: readonly Permissions[] = [
  permissions("Installation", CRUD),
  permissions("Metric", CRUD),
];

/** The same on the level of a project. */
export const PROJECT_PERMISSIONS: readonly Permissions[] = [
  ...SCOPE_PERMISSIONS,
  permissions("Project", ["READ", "DISSOCIATE", "ASSOCIATE"]),
];
