import * as v from "valibot";

/** What may be done with one kind of thing. The service lists all that a scope can grant, whatever the role. */
export interface Permission {
  /** The kind of thing: `Metric`, `Installation`, `Project`, … */
  readonly collection: string;
  readonly access_permissions: readonly {
    /** `CREATE`, `READ`, `UPDATE`, `DELETE`, `ASSOCIATE`, `DISSOCIATE`. */
    readonly operation: string;
    readonly access_type: string;
  }[];
}

/** Reads what `GET /clients/general-permissions` answers, and `permissions` of `GET /clients/me`. In no order. */
export const permissionsSchema = v.array(
  v.looseObject({
    collection: v.string(),
    access_permissions: v.array(v.looseObject({ operation: v.string(), access_type: v.string() })),
  }),
) satisfies v.GenericSchema<unknown, readonly Permission[]>;
