import { formatInstant, parseDay } from "@argo-acc/core";

import { installationAdmin } from "../access/rules.ts";
import { type Answer, info, json, stringify } from "../service/answer.ts";
import { type Call, requiredText } from "../service/call.ts";
import type { FieldKind, Fields } from "../service/fields.ts";
import { pageOf } from "../service/page.ts";
import { badRequest, brokenInside, conflict, notFound } from "../service/refusal.ts";
import type { Route } from "../service/route.ts";
import { capacityShape } from "../service/shapes.ts";
import type { CapacityRecord } from "../state/entities.ts";
import { findDefinition } from "../state/look-up.ts";

const UPDATE_FIELDS: Readonly<Record<string, FieldKind>> = { value: "decimal", registered_on: "text" };

/** Capacities of an installation. Viewers may not see this list; none can ever be removed. */
export const capacityRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/installations/{installation}/capacities",
    access: installationAdmin,
    paged: 100,
    handle: (call) =>
      pageOf(
        call.world.capacities.get(call.param("installation")) ?? [],
        (capacity) => stringify(capacityShape(capacity)),
        call.pageParts(),
      ),
  },
  {
    method: "POST",
    path: "/installations/{installation}/capacities",
    access: installationAdmin,
    fields: { ...UPDATE_FIELDS, metric_definition_id: "text" },
    handle: addCapacity,
  },
  {
    method: "PATCH",
    path: "/installations/{installation}/capacities/{capacity}",
    access: installationAdmin,
    fields: UPDATE_FIELDS,
    handle: changeCapacity,
  },
];

function addCapacity(call: Call): Answer {
  const { world } = call;
  const fields = call.fields();
  const installation = call.param("installation");
  const value = fields.number("value");
  if (value === undefined) throw badRequest("value may not be empty.");
  const definition = requiredText(fields, "metric_definition_id");
  const registered = registeredOn(fields) ?? formatInstant(world.now());
  findDefinition(world, definition);
  const all = world.capacities.get(installation) ?? [];
  requireFree(all, definition, registered);
  all.push({
    id: world.newId(),
    installation_id: installation,
    metric_definition_id: definition,
    value,
    decimal: fields.decimal("value"),
    registered_on: registered,
  });
  world.capacities.set(installation, all);
  return info("The capacity was registered.");
}

function changeCapacity(call: Call): Answer {
  const { all, at, before } = inPath(call);
  const fields = call.fields();
  const registered = registeredOn(fields);
  const value = fields.number("value");
  const after: CapacityRecord = {
    ...before,
    ...(value === undefined ? {} : { value, decimal: fields.decimal("value") }),
    registered_on: registered ?? before.registered_on,
  };
  requireFree(all.toSpliced(at, 1), after.metric_definition_id, after.registered_on);
  all[at] = after;
  return json(capacityShape(after));
}

/** A capacity and where it is kept. Whether it is the installation's own is not checked. */
function inPath(call: Call): { all: CapacityRecord[]; at: number; before: CapacityRecord } {
  const id = call.param("capacity");
  for (const all of call.world.capacities.values()) {
    const at = all.findIndex((capacity) => capacity.id === id);
    const before = all[at];
    if (before !== undefined) return { all, at, before };
  }
  throw notFound("capacity", id);
}

function registeredOn(fields: Fields): string | undefined {
  const text = fields.text("registered_on");
  if (text === undefined || text === "") return undefined;
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) throw badRequest("registered_on must be of the form yyyy-MM-dd.");
  const day = parseDay(text);
  if (day === undefined) throw brokenInside(`Text ${text} could not be parsed.`);
  return formatInstant(day);
}

function requireFree(all: readonly CapacityRecord[], definition: string, registered: string): void {
  const taken = all.some(
    (known) => known.metric_definition_id === definition && known.registered_on === registered,
  );
  if (taken) throw conflict("E11000 duplicate key error on capacities: this capacity is registered.");
}
