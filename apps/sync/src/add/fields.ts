import { editDistance } from "../spelling/nearest-name.ts";

/** The fields of an entry, named as the service names them. */
export const FIELDS = [
  "installation_id",
  "metric_definition_id",
  "time_period_start",
  "time_period_end",
  "value",
  "group_id",
  "user_id",
] as const;

/** The name of a field of an entry. */
export type Field = (typeof FIELDS)[number];

/** The fields every entry has. */
export const REQUIRED_FIELDS: readonly Field[] = FIELDS.slice(0, 5);

/** An entry as it was written: text from CSV, anything from JSON. */
export type RawEntry = Partial<Record<Field, unknown>>;

/** Whether a name is that of a field. */
export function isField(name: string): name is Field {
  return (FIELDS as readonly string[]).includes(name);
}

/** What to say about a name that is no field: with the field that was probably meant, if one is near. */
export function describeUnknownField(name: string): string {
  const near = nearestField(name);
  return near === undefined
    ? `unknown field ${JSON.stringify(name)}`
    : `unknown field ${JSON.stringify(name)} (did you mean ${near}?)`;
}

function nearestField(name: string): Field | undefined {
  const plain = lettersOf(name);
  if (plain.length < 3) return undefined;
  const part = FIELDS.find((field) => lettersOf(field).includes(plain) || plain.includes(lettersOf(field)));
  if (part !== undefined) return part;
  const ranked = FIELDS.map((field) => ({ field, distance: editDistance(plain, lettersOf(field)) }));
  const nearest = ranked.toSorted((a, b) => a.distance - b.distance)[0];
  return nearest !== undefined && nearest.distance <= 3 ? nearest.field : undefined;
}

function lettersOf(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z]/g, "");
}
