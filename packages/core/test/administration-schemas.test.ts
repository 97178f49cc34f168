import { inspect } from "node:util";

import { describe, expect, it } from "vitest";

import {
  assignedEntitlementSchema,
  decode,
  infoSchema,
  namedProjectSchema,
  permissionsSchema,
  serviceCountsSchema,
  tenantSchema,
} from "../src/index.ts";

const TENANT = {
  id: "6b046af755be38b042113a01",
  issuer: "https://id.example.org",
  tenant_id: "t1",
  client_id: "acc",
  secret: "hush",
  authorization_path: "/a",
  introspection_path: "/i",
  user_info_path: "/u",
  token_path: "/t",
  auth_server_url: "https://id.example.org",
  user_id_token_claim: "sub",
  service_id_token_claim: "client_id",
  group_management_namespace: "urn:example",
  group_management_parent: "accounting",
  entitlement_management: null,
};

describe("a tenant", () => {
  it("has its secret, and does not show it", () => {
    const tenant = decode(tenantSchema, TENANT, "x");

    expect(tenant.secret).toBe("hush");
    expect(JSON.stringify(tenant)).not.toContain("hush");
    expect(inspect(tenant)).not.toContain("hush");
    expect({ ...tenant, secret: tenant.secret }).toEqual(TENANT);
  });

  it("leaves what was read as it is", () => {
    decode(tenantSchema, TENANT, "x");

    expect(Object.keys(TENANT)).toContain("secret");
  });

  it("keeps fields of a newer service", () => {
    expect(decode(tenantSchema, { ...TENANT, region: "eu" }, "x")).toHaveProperty("region", "eu");
  });
});

it("an entitlement of an actor does not take the assignment's id for its own", () => {
  const assigned = decode(assignedEntitlementSchema, { id: "a1", name: "urn:x", registered_on: null }, "x");

  expect(assigned).toEqual({ assignment_id: "a1", name: "urn:x", registered_on: null });
});

it("no answer is a success without words", () => {
  expect(decode(infoSchema, null, "x")).toEqual({ code: 204 });
  expect(() => decode(infoSchema, { message: "done" }, "x")).toThrow("x: code: expected");
});

it("counts of an older service have no actors", () => {
  const counts = { metric_definition_count: 1, metric_count: 2, user_count: 3 };

  expect(decode(serviceCountsSchema, counts, "x")).toEqual(counts);
});

it("a named project has permissions on each level", () => {
  const crud = [{ collection: "Metric", access_permissions: [{ operation: "READ", access_type: "ALWAYS" }] }];
  const installation = { id: "i", installation: "inst", unit_of_access: null, permissions: crud };
  const provider = { id: "v", name: "V", permissions: [], installations: [installation] };
  const project = { id: "p", permissions: [], providers: [provider] };

  expect(decode(namedProjectSchema, project, "x").providers[0]?.installations[0]?.permissions).toEqual(crud);
  expect(() => decode(namedProjectSchema, { id: "p", providers: [] }, "x")).toThrow("permissions");
});

it("what a newer service may do with what is new is read as it says", () => {
  const permissions = [
    {
      collection: "Quota",
      access_permissions: [{ operation: "ARCHIVE", access_type: "ENTITY", until: null }],
    },
  ];

  expect(decode(permissionsSchema, permissions, "x")).toEqual(permissions);
});
