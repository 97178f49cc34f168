import type { Item } from "./served-lists.ts";

/** Makes the service's own list item of a row of the view of that name. */
export const REBUILD: Readonly<Record<string, (row: Item) => Item>> = {
  projects: (row) => withExtra(row, { providers: parsed(row["providers"]) }),
  providers: (row) => withExtra(row),
  installations: (row) =>
    withExtra(omitting(row, "resource", "unit_of_access"), {
      ...(row["unit_of_access"] === null ? {} : { unit_of_access: parsed(row["unit_of_access"]) }),
      capacities: parsed(row["capacities"]),
    }),
  metric_definitions: (row) => withExtra(row),
  unit_types: (row) => withExtra(row),
  metric_types: (row) => withExtra(row),
  capacities: ({ installation: _installation, metric_name: _name, unit_type: _unit, ...row }) =>
    withExtra(row),
  metrics: rebuildMetric,
};

const DEFINITION_FIELDS = [
  "metric_definition_id",
  "metric_name",
  "metric_description",
  "unit_type",
  "metric_type",
  "creator_id",
];

function rebuildMetric({ installation: _installation, ...row }: Item): Item {
  const definition = Object.fromEntries(DEFINITION_FIELDS.map((field) => [field, row[field]]));
  const own = Object.fromEntries(Object.entries(row).filter(([field]) => !DEFINITION_FIELDS.includes(field)));
  const { metric_definition: more, ...extra } = parsedExtra(row);
  return {
    ...omitting(own, "extra", "resource", "group_id", "user_id"),
    metric_definition: { ...definition, ...(more as Item | undefined) },
    ...extra,
  };
}

/** The columns, what is nested in them, and the fields that have none. */
function withExtra({ extra: _extra, ...row }: Item, nested: Item = {}): Item {
  return { ...row, ...nested, ...parsedExtra({ extra: _extra }) };
}

/** Without `extra`, and without the fields that the service leaves out where it has nothing. */
function omitting(row: Item, ...fields: readonly string[]): Item {
  const kept = Object.entries(row).filter(
    ([field, value]) => !(fields.includes(field) && (value === null || field === "extra")),
  );
  return Object.fromEntries(kept);
}

function parsedExtra({ extra }: Item): Item {
  return typeof extra === "string" ? (JSON.parse(extra) as Item) : {};
}

function parsed(json: unknown): unknown {
  return typeof json === "string" ? JSON.parse(json) : json;
}
