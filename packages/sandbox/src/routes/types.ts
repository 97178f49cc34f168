import { operationsAdmin, operationsViewer } from "../access/rules.ts";
import { type Answer, created, info, json, stringify } from "../service/answer.ts";
import { type Call, requiredText } from "../service/call.ts";
import { pageOf } from "../service/page.ts";
import { conflict, forbidden, notFound } from "../service/refusal.ts";
import type { Route } from "../service/route.ts";
import { textOr } from "../service/shapes.ts";
import type { TypeRecord } from "../state/entities.ts";
import type { World } from "../state/world.ts";

/** Unit types or metric types: the same five operations over two collections. */
interface Family {
  readonly path: string;
  readonly field: "unit_type" | "metric_type";
  readonly of: (world: World) => Map<string, TypeRecord>;
}

const FAMILIES: readonly Family[] = [
  { path: "/unit-types", field: "unit_type", of: (world) => world.unitTypes },
  { path: "/metric-types", field: "metric_type", of: (world) => world.metricTypes },
];

/** Unit types and metric types. */
export const typeRoutes: readonly Route[] = FAMILIES.flatMap(routesOf);

function routesOf(family: Family): Route[] {
  const { path, field } = family;
  const fields = { [field]: "text", description: "text" } as const;
  return [
    {
      method: "GET",
      path,
      access: operationsViewer,
      paged: 100,
      handle: (call) =>
        pageOf(
          [...family.of(call.world).values()],
          (type) => stringify(shape(family, type)),
          call.pageParts(),
        ),
    },
    { method: "POST", path, access: operationsAdmin, fields, handle: (call) => addType(family, call) },
    {
      method: "GET",
      path: `${path}/{type}`,
      access: operationsViewer,
      handle: (call) => json(shape(family, inPath(family, call))),
    },
    {
      method: "PATCH",
      path: `${path}/{type}`,
      access: operationsAdmin,
      fields,
      handle: (call) => changeType(family, call),
    },
    {
      method: "DELETE",
      path: `${path}/{type}`,
      access: operationsAdmin,
      handle: (call) => {
        family.of(call.world).delete(changeable(family, call, inPath(family, call)).id);
        return info("The type was deleted.");
      },
    },
  ];
}

function shape({ field }: Family, { id, name, description, creator_id }: TypeRecord) {
  return { id, [field]: name, description, creator_id };
}

function inPath(family: Family, call: Call): TypeRecord {
  const type = family.of(call.world).get(call.param("type"));
  if (type === undefined) throw notFound("type", call.param("type"));
  return type;
}

function addType(family: Family, call: Call): Answer {
  const fields = call.fields();
  const name = requiredText(fields, family.field);
  const description = requiredText(fields, "description");
  requireFree(family, call, name);
  const type: TypeRecord = { id: call.world.newId(), name, description, creator_id: call.creatorId };
  family.of(call.world).set(type.id, type);
  return created(shape(family, type), call.location(`${family.path}/${type.id}`));
}

/** A name that is sent must be free, its own name too. */
function changeType(family: Family, call: Call): Answer {
  const known = inPath(family, call);
  const fields = call.fields();
  const before = changeable(family, call, known);
  const name = fields.text(family.field);
  if (name) requireFree(family, call, name);
  const after: TypeRecord = {
    ...before,
    name: textOr(fields, family.field, before.name),
    description: textOr(fields, "description", before.description),
  };
  family.of(call.world).set(after.id, after);
  return json(shape(family, after));
}

/** Built-in types, and those a definition uses, stay as they are. */
function changeable(family: Family, call: Call, type: TypeRecord): TypeRecord {
  const isUsed = call.world.definitions.values().some((definition) => definition[family.field] === type.name);
  if (type.creator_id === "" || isUsed) throw forbidden("This type cannot be changed.");
  return type;
}

function requireFree(family: Family, call: Call, name: string): void {
  if (
    family
      .of(call.world)
      .values()
      .some((known) => known.name === name)
  ) {
    throw conflict("A type of this name exists.");
  }
}
