import { systemAdmin } from "../access/rules.ts";
import { type Answer, created, info, json, stringify } from "../service/answer.ts";
import { type Call, requiredText } from "../service/call.ts";
import { pageOf } from "../service/page.ts";
import { badRequest, conflict, forbidden, notFound } from "../service/refusal.ts";
import type { Route } from "../service/route.ts";
import { timeWithoutZone } from "../service/time.ts";
import type { ActorRecord, AssignmentRecord, EntitlementRecord } from "../state/entities.ts";

/** Who is registered, which entitlements there are, and who has which. */
export const actorRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/admin/actors",
    access: systemAdmin,
    paged: 100,
    strictType: true,
    handle: (call) => pageOf([...call.world.actors.values()], stringify, call.pageParts()),
  },
  {
    method: "GET",
    path: "/admin/actors/entitlements",
    access: systemAdmin,
    paged: 100,
    handle: (call) => pageOf([...call.world.assignments.values()], stringify, call.pageParts()),
  },
  {
    method: "GET",
    path: "/admin/actors/{actor}/entitlements",
    access: systemAdmin,
    paged: 100,
    handle: (call) => {
      const actor = findActor(call);
      const assigned = call.world.assignments.values().filter((known) => known.actor_id === actor.id);
      return pageOf(
        [...assigned],
        (assignment) => stringify(assignedShape(call, assignment)),
        call.pageParts(),
      );
    },
  },
  {
    method: "GET",
    path: "/admin/entitlements",
    access: systemAdmin,
    paged: 100,
    handle: (call) => pageOf([...call.world.entitlements.values()], stringify, call.pageParts()),
  },
  {
    method: "POST",
    path: "/admin/entitlements",
    access: systemAdmin,
    fields: { name: "text" },
    handle: addEntitlement,
  },
  {
    method: "GET",
    path: "/admin/entitlements/{entitlement}",
    access: systemAdmin,
    handle: (call) => json(findEntitlement(call)),
  },
  {
    method: "PATCH",
    path: "/admin/entitlements/{entitlement}",
    access: systemAdmin,
    fields: { name: "text" },
    handle: renameEntitlement,
  },
  {
    method: "DELETE",
    path: "/admin/entitlements/{entitlement}",
    access: systemAdmin,
    handle: (call) => {
      const { id } = findEntitlement(call);
      if (call.world.assignments.values().some((known) => known.entitlement_id === id)) {
        throw forbidden("The entitlement is assigned.");
      }
      call.world.entitlements.delete(id);
      return info("The entitlement was deleted.");
    },
  },
  {
    method: "POST",
    path: "/admin/entitlements/{entitlement}/assign/{actor}",
    access: systemAdmin,
    handle: assign,
  },
  {
    method: "POST",
    path: "/admin/entitlements/{entitlement}/dissociate/{actor}",
    access: systemAdmin,
    handle: (call) => {
      const assignment = findAssignment(call);
      if (assignment === undefined) throw badRequest("The entitlement is not assigned to the actor.");
      call.world.assignments.delete(assignment.id);
      return info("The entitlement is no longer assigned.");
    },
  },
];

function findActor(call: Call): ActorRecord {
  const actor = call.world.actors.get(call.param("actor"));
  if (actor === undefined) throw notFound("actor", call.param("actor"));
  return actor;
}

function findEntitlement(call: Call): EntitlementRecord {
  const entitlement = call.world.entitlements.get(call.param("entitlement"));
  if (entitlement === undefined) throw notFound("entitlement", call.param("entitlement"));
  return entitlement;
}

function findAssignment(call: Call): AssignmentRecord | undefined {
  const entitlement = findEntitlement(call);
  const actor = findActor(call);
  return call.world.assignments
    .values()
    .find((known) => known.actor_id === actor.id && known.entitlement_id === entitlement.id);
}

/** The id is the assignment's, and the registration is not told. */
function assignedShape(call: Call, assignment: AssignmentRecord) {
  const name = call.world.entitlements.get(assignment.entitlement_id)?.name ?? null;
  return { id: assignment.id, name, registered_on: null };
}

function addEntitlement(call: Call): Answer {
  const { world } = call;
  const name = requiredText(call.fields(), "name");
  requireFree(call, name);
  const entitlement = { id: world.newId(), name, registered_on: timeWithoutZone(world.now()) };
  world.entitlements.set(entitlement.id, entitlement);
  return created(entitlement, call.location(`/admin/entitlements/${entitlement.id}`));
}

function renameEntitlement(call: Call): Answer {
  const before = findEntitlement(call);
  const name = requiredText(call.fields(), "name");
  requireFree(call, name);
  const after = { ...before, name };
  call.world.entitlements.set(after.id, after);
  return json(after);
}

function requireFree(call: Call, name: string): void {
  if (call.world.entitlements.values().some((known) => known.name === name)) {
    throw conflict("An entitlement of this name exists.");
  }
}

function assign(call: Call): Answer {
  const { world } = call;
  if (findAssignment(call) !== undefined) throw conflict("The entitlement is assigned to the actor already.");
  const id = world.newId();
  world.assignments.set(id, {
    id,
    actor_id: call.param("actor"),
    entitlement_id: call.param("entitlement"),
    assigned_at: timeWithoutZone(world.now()),
  });
  return info("The entitlement is assigned.");
}
