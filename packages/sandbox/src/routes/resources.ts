import { anyToken, systemAdmin } from "../access/rules.ts";
import { created, info, stringify } from "../service/answer.ts";
import { requiredText } from "../service/call.ts";
import { pageOf } from "../service/page.ts";
import { conflict, notFound } from "../service/refusal.ts";
import type { Route } from "../service/route.ts";

/** The resources that installations may name. */
export const resourceRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/resources",
    access: anyToken,
    paged: 100,
    handle: (call) => pageOf([...call.world.resources.values()], stringify, call.pageParts()),
  },
  {
    method: "POST",
    path: "/admin/resources",
    access: systemAdmin,
    fields: { id: "text", name: "text" },
    handle: (call) => {
      const fields = call.fields();
      const resource = { id: requiredText(fields, "id"), name: requiredText(fields, "name") };
      if (call.world.resources.has(resource.id)) throw conflict("A resource with this id exists.");
      call.world.resources.set(resource.id, resource);
      return created(resource, call.location(`/admin/resources/${encodeURI(resource.id)}`));
    },
  },
  {
    method: "DELETE",
    path: "/admin/resources/{resource}",
    access: systemAdmin,
    handle: (call) => {
      const id = call.param("resource");
      if (!call.world.resources.has(id)) throw notFound("resource", id);
      if (call.world.installations.values().some((installation) => installation.resource === id)) {
        throw conflict("An installation uses the resource.");
      }
      call.world.resources.delete(id);
      return info("The resource was deleted.");
    },
  },
];
