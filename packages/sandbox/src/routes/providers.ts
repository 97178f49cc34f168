import { operationsAdmin, operationsViewer } from "../access/rules.ts";
import { objectSearch } from "../search/object-search.ts";
import { type Answer, created, info, json, stringify } from "../service/answer.ts";
import { type Call, requiredText } from "../service/call.ts";
import type { FieldKind } from "../service/fields.ts";
import { pageOf } from "../service/page.ts";
import { conflict, forbidden } from "../service/refusal.ts";
import type { Route } from "../service/route.ts";
import { providerInProject, providerShape, textOr } from "../service/shapes.ts";
import type { ProviderRecord } from "../state/entities.ts";
import { findProvider, findProviderByExternalId } from "../state/look-up.ts";
import { isAssociated } from "../state/world.ts";

const UPDATE_FIELDS: Readonly<Record<string, FieldKind>> = {
  name: "text",
  website: "text",
  abbreviation: "text",
  logo: "text",
};

/** The catalogue of providers. */
export const providerRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/providers",
    access: operationsViewer,
    paged: 100,
    handle: (call) => pageOf([...call.world.providers.values()], printed, call.pageParts()),
  },
  {
    method: "POST",
    path: "/providers",
    access: operationsAdmin,
    fields: { ...UPDATE_FIELDS, external_id: "text" },
    handle: (call) => addProvider(call),
  },
  {
    method: "GET",
    path: "/providers/all",
    access: operationsViewer,
    paged: 100,
    strictType: true,
    handle: (call) =>
      pageOf(
        [...call.world.projects.values()].flatMap((project) =>
          [...project.providers.values()].map(({ provider }) => ({ project, provider })),
        ),
        ({ project, provider }) => stringify(providerInProject(call.world, project, provider)),
        call.pageParts(),
      ),
  },
  {
    method: "GET",
    path: "/providers/external",
    access: operationsViewer,
    handle: (call) =>
      json(providerShape(findProviderByExternalId(call.world, call.requiredQuery("externalId")))),
  },
  {
    method: "POST",
    path: "/providers/search",
    access: operationsViewer,
    reads: true,
    paged: 100,
    handle: searchProviders,
  },
  {
    method: "GET",
    path: "/providers/{provider}",
    access: operationsViewer,
    handle: (call) => json(providerShape(findProvider(call.world, call.param("provider")))),
  },
  {
    method: "PATCH",
    path: "/providers/{provider}",
    access: operationsAdmin,
    fields: UPDATE_FIELDS,
    handle: changeProvider,
  },
  {
    method: "DELETE",
    path: "/providers/{provider}",
    access: operationsAdmin,
    handle: (call) => {
      const provider = unassociated(call, findProvider(call.world, call.param("provider")));
      call.world.providers.delete(provider.id);
      return info("The provider was deleted.");
    },
  },
];

function printed(provider: ProviderRecord): string {
  return stringify(providerShape(provider));
}

/** Adds a provider of the body's name. @param id generated unless told */
export function addProvider(call: Call, id = call.world.newId()): Answer {
  const { world } = call;
  const fields = call.fields();
  const name = requiredText(fields, "name");
  requireFreeName(call, name);
  const externalId = fields.text("external_id") || world.newUuid();
  if (world.providers.values().some((known) => known.external_id === externalId)) {
    throw conflict("A provider with this external id exists.");
  }
  const provider: ProviderRecord = {
    id,
    name,
    website: fields.text("website") ?? null,
    abbreviation: fields.text("abbreviation") ?? null,
    logo: fields.text("logo") ?? null,
    external_id: externalId,
    creator_id: call.creatorId,
  };
  world.providers.set(provider.id, provider);
  return created(providerShape(provider), call.location(`/providers/${provider.id}`));
}

function changeProvider(call: Call): Answer {
  const known = findProvider(call.world, call.param("provider"));
  const fields = call.fields();
  const before = unassociated(call, known);
  const name = fields.text("name");
  if (name) requireFreeName(call, name);
  const after: ProviderRecord = {
    ...before,
    name: textOr(fields, "name", before.name),
    website: textOr(fields, "website", before.website),
    abbreviation: textOr(fields, "abbreviation", before.abbreviation),
    logo: textOr(fields, "logo", before.logo),
  };
  call.world.providers.set(after.id, after);
  return json(providerShape(after));
}

/** @throws Refusal 403 if it belongs to a project */
function unassociated(call: Call, provider: ProviderRecord): ProviderRecord {
  if (isAssociated(call.world, provider.id)) throw forbidden("The provider belongs to a project.");
  return provider;
}

function requireFreeName(call: Call, name: string): void {
  if (call.world.providers.values().some((known) => known.name === name)) {
    throw conflict("A provider of this name exists.");
  }
}

/** Finds copies inside projects only, which carry neither external id nor creator. */
function searchProviders(call: Call): Answer {
  const copies = new Map<string, ProviderRecord>();
  for (const project of call.world.projects.values()) {
    for (const { provider } of project.providers.values()) {
      copies.set(provider.id, { ...provider, external_id: null, creator_id: "" });
    }
  }
  const found = objectSearch(call.text, [...copies.values()], (provider, field) => {
    const value = Object.entries(provider).find(([name]) => name === field)?.[1];
    return value ?? undefined;
  });
  return pageOf(found, printed, call.pageParts());
}
