import { operationsAdmin, operationsViewer } from "../access/rules.ts";
import { objectSearch } from "../search/object-search.ts";
import { type Answer, created, info, json, stringify } from "../service/answer.ts";
import { type Call, requiredText } from "../service/call.ts";
import type { FieldKind } from "../service/fields.ts";
import { pageOf } from "../service/page.ts";
import { conflict, notFound } from "../service/refusal.ts";
import type { Route } from "../service/route.ts";
import { definitionShape, textOr } from "../service/shapes.ts";
import type { DefinitionRecord, TypeRecord } from "../state/entities.ts";
import { findDefinition } from "../state/look-up.ts";

const FIELDS: Readonly<Record<string, FieldKind>> = {
  metric_name: "text",
  metric_description: "text",
  unit_type: "text",
  metric_type: "text",
};

/** The catalogue of metric definitions. */
export const definitionRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/metric-definitions",
    access: operationsViewer,
    paged: 100,
    handle: (call) => pageOf([...call.world.definitions.values()], printDefinition, call.pageParts()),
  },
  {
    method: "POST",
    path: "/metric-definitions",
    access: operationsAdmin,
    fields: FIELDS,
    handle: addDefinition,
  },
  {
    method: "POST",
    path: "/metric-definitions/search",
    access: operationsViewer,
    reads: true,
    paged: 100,
    handle: (call) =>
      pageOf(
        objectSearch(call.text, [...call.world.definitions.values()], (definition, field) => {
          const value = Object.entries(definition).find(([name]) => name === field)?.[1];
          return value ?? undefined;
        }),
        printDefinition,
        call.pageParts(),
      ),
  },
  {
    method: "GET",
    path: "/metric-definitions/{definition}",
    access: operationsViewer,
    handle: (call) => json(definitionShape(inPath(call))),
  },
  {
    method: "PATCH",
    path: "/metric-definitions/{definition}",
    access: operationsAdmin,
    fields: FIELDS,
    handle: changeDefinition,
  },
  {
    method: "DELETE",
    path: "/metric-definitions/{definition}",
    access: operationsAdmin,
    handle: (call) => {
      const definition = unused(call, inPath(call));
      call.world.definitions.delete(definition.metric_definition_id);
      call.world.definitionsVersion++;
      return info("The metric definition was deleted.");
    },
  },
];

/** A definition as lists print it. */
export function printDefinition(definition: DefinitionRecord): string {
  return stringify(definitionShape(definition));
}

function inPath(call: Call): DefinitionRecord {
  return findDefinition(call.world, call.param("definition"));
}

function addDefinition(call: Call): Answer {
  const { world } = call;
  const fields = call.fields();
  const name = requiredText(fields, "metric_name");
  const unit = typeNamed("unit type", world.unitTypes, requiredText(fields, "unit_type"));
  const type = typeNamed("metric type", world.metricTypes, requiredText(fields, "metric_type"));
  requireFree(call, unit, name);
  const definition: DefinitionRecord = {
    metric_definition_id: world.newId(),
    metric_name: name,
    metric_description: fields.text("metric_description") ?? null,
    unit_type: unit,
    metric_type: type,
    creator_id: call.creatorId,
  };
  world.definitions.set(definition.metric_definition_id, definition);
  world.definitionsVersion++;
  return created(
    definitionShape(definition),
    call.location(`/metric-definitions/${definition.metric_definition_id}`),
  );
}

function changeDefinition(call: Call): Answer {
  const { world } = call;
  const known = inPath(call);
  const fields = call.fields();
  const before = unused(call, known);
  const unit = fields.text("unit_type");
  const type = fields.text("metric_type");
  const name = textOr(fields, "metric_name", before.metric_name);
  const after: DefinitionRecord = {
    ...before,
    metric_name: name,
    metric_description: textOr(fields, "metric_description", before.metric_description ?? null),
    unit_type: unit ? typeNamed("unit type", world.unitTypes, unit) : before.unit_type,
    metric_type: type ? typeNamed("metric type", world.metricTypes, type) : before.metric_type,
  };
  if (after.metric_name !== before.metric_name || after.unit_type !== before.unit_type) {
    requireFree(call, after.unit_type, name);
  }
  world.definitions.set(after.metric_definition_id, after);
  world.definitionsVersion++;
  return json(definitionShape(after));
}

/** @throws Refusal 409 if a metric uses it */
function unused(call: Call, definition: DefinitionRecord): DefinitionRecord {
  const { metrics } = call.world;
  const inUse = metrics.contexts.all.some(
    (context, number) =>
      context.metric_definition_id.toLowerCase() === definition.metric_definition_id &&
      metrics.hasContext(number),
  );
  if (inUse) throw conflict("Metrics use this definition.");
  return definition;
}

function typeNamed(what: string, types: ReadonlyMap<string, TypeRecord>, name: string): string {
  if (!types.values().some((type) => type.name === name)) throw notFound(what, name);
  return name;
}

function requireFree(call: Call, unit: string, name: string): void {
  const taken = call.world.definitions
    .values()
    .some((known) => known.unit_type === unit && known.metric_name === name);
  if (taken) throw conflict("A metric definition with this name and unit exists.");
}
