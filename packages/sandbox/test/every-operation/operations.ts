/** Who may call, by the name of the rule. */
export const WHO = {
  anybody: "admin pa pv va vv ia iv rep opsa opsv topv norole unreg",
  system: "admin",
  "operations-admin": "admin opsa",
  "operations-viewer": "admin opsa opsv topv",
  "project-admin": "admin pa",
  "project-viewer": "admin pa pv topv",
  "provider-admin": "admin pa va rep",
  "provider-viewer": "admin pa pv va vv rep topv",
  "installation-admin": "admin pa va ia rep",
  "installation-viewer": "admin pa pv va vv ia iv rep topv",
  representative: "admin rep",
} as const;

/** One operation of the service, and a request to it that succeeds for who may call. */
export interface Operation {
  /** As the OpenAPI document names it. */
  readonly name: string;
  readonly who: keyof typeof WHO;
  /** Below the base path; words in capitals stand for ids of the place. */
  readonly path: string;
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>> | undefined;
}

const WINDOW = "start=2024-01-01&end=2024-02-01";
const QUERY = { type: "query", field: "project_id", operand: "neq", values: "" };
const DAY = {
  metric_definition_id: "DEFINITION",
  time_period_start: "2024-01-01T00:00:00Z",
  time_period_end: "2024-01-02T00:00:00Z",
};
const PROJECT = {
  id: "new",
  acronym: "NEW",
  title: "New",
  start_date: "2024-01-01",
  end_date: "2025-01-01",
  call_identifier: "CALL",
};
/** All that a tenant must say; the texts mean nothing here. */
export const TENANT = {
  issuer: "https://other.example.org",
  tenant_id: "other",
  client_id: "client",
  secret: "secret",
  authorization_path: "/authorize",
  introspection_path: "/introspect",
  user_info_path: "/userinfo",
  token_path: "/token",
  auth_server_url: "https://other.example.org",
  user_id_token_claim: "sub",
  service_id_token_claim: "client_id",
  group_management_namespace: "urn:other",
  group_management_parent: "accounting",
  entitlement_management: "database",
};

type Line = readonly [
  name: string,
  who: keyof typeof WHO,
  path: string,
  status?: number,
  body?: Readonly<Record<string, unknown>>,
];

const LINES: readonly Line[] = [
  ["GET /admin/actors", "system", "/admin/actors"],
  ["GET /admin/actors/entitlements", "system", "/admin/actors/entitlements"],
  ["GET /admin/actors/{actor_id}/entitlements", "system", "/admin/actors/ACTOR/entitlements"],
  ["GET /admin/entitlements", "system", "/admin/entitlements"],
  ["POST /admin/entitlements", "system", "/admin/entitlements", 201, { name: "anything" }],
  ["GET /admin/entitlements/{id}", "system", "/admin/entitlements/FREE"],
  ["PATCH /admin/entitlements/{id}", "system", "/admin/entitlements/FREE", 200, { name: "other" }],
  ["DELETE /admin/entitlements/{id}", "system", "/admin/entitlements/FREE"],
  ["POST /admin/entitlements/{id}/assign/{actor_id}", "system", "/admin/entitlements/FREE/assign/ACTOR"],
  [
    "POST /admin/entitlements/{id}/dissociate/{actor_id}",
    "system",
    "/admin/entitlements/ASSIGNED/dissociate/ACTOR",
  ],
  ["GET /admin/metrics", "system", "/admin/metrics?startDate=2024-01-01&endDate=2024-01-01"],
  ["GET /admin/oidc-tenants", "system", "/admin/oidc-tenants"],
  [
    "POST /admin/oidc-tenants",
    "system",
    "/admin/oidc-tenants",
    201,
    { ...TENANT, issuer: "https://third.example.org", tenant_id: "third" },
  ],
  ["GET /admin/oidc-tenants/{id}", "system", "/admin/oidc-tenants/TENANT"],
  ["PATCH /admin/oidc-tenants/{id}", "system", "/admin/oidc-tenants/TENANT", 200, { secret: "new" }],
  ["DELETE /admin/oidc-tenants/{id}", "system", "/admin/oidc-tenants/TENANT"],
  ["GET /admin/projects", "system", "/admin/projects"],
  ["POST /admin/projects", "system", "/admin/projects", 201, PROJECT],
  ["PATCH /admin/projects/{id}", "system", "/admin/projects/prj-1", 200, { title: "Other" }],
  ["DELETE /admin/projects/{id}", "system", "/admin/projects/prj-1"],
  ["POST /admin/register-projects", "system", "/admin/register-projects", 200, { projects: ["101"] }],
  ["POST /admin/resources", "system", "/admin/resources", 201, { id: "new", name: "New" }],
  ["DELETE /admin/resources/{id}", "system", "/admin/resources/RESOURCE"],
  ["GET /admin/settings/metadata", "system", "/admin/settings/metadata"],
  [
    "PUT /admin/settings/{key}",
    "system",
    "/admin/settings/ENTITLEMENTS_MANAGEMENT",
    200,
    { value: "database" },
  ],
  ["GET /admin/version", "system", "/admin/version"],
  ["POST /clients", "anybody", "/clients"],
  ["GET /clients/general-permissions", "anybody", "/clients/general-permissions"],
  ["GET /clients/me", "anybody", "/clients/me"],
  [
    "POST /installations",
    "provider-admin",
    "/installations",
    201,
    { project: "prj-1", organisation: "PROVIDER", installation: "new" },
  ],
  ["GET /installations/all", "anybody", "/installations/all"],
  ["GET /installations/external", "installation-viewer", "/installations/external?externalId=ext-inst-1"],
  [
    "PATCH /installations/external",
    "installation-admin",
    "/installations/external?externalId=ext-inst-1",
    200,
    { infrastructure: "other" },
  ],
  ["DELETE /installations/external", "installation-admin", "/installations/external?externalId=ext-inst-1"],
  [
    "GET /installations/external/metrics",
    "installation-viewer",
    "/installations/external/metrics?externalId=ext-inst-1",
  ],
  [
    "POST /installations/external/metrics",
    "installation-admin",
    "/installations/external/metrics?externalId=ext-inst-1",
    201,
    DAY,
  ],
  [
    "GET /installations/external/report",
    "installation-viewer",
    `/installations/external/report?externalId=ext-inst-1&${WINDOW}`,
  ],
  ["POST /installations/search", "system", "/installations/search", 200, QUERY],
  ["GET /installations/{id}", "installation-viewer", "/installations/INSTALLATION"],
  [
    "PATCH /installations/{id}",
    "installation-admin",
    "/installations/INSTALLATION",
    200,
    { infrastructure: "other" },
  ],
  ["DELETE /installations/{id}", "installation-admin", "/installations/INSTALLATION"],
  [
    "PATCH /installations/{id}/capacities/{capacity_id}",
    "installation-admin",
    "/installations/INSTALLATION/capacities/CAPACITY",
    200,
    { value: 2 },
  ],
  [
    "GET /installations/{installation_id}/capacities",
    "installation-admin",
    "/installations/INSTALLATION/capacities",
  ],
  [
    "POST /installations/{installation_id}/capacities",
    "installation-admin",
    "/installations/INSTALLATION/capacities",
    200,
    { value: 5, metric_definition_id: "DEFINITION", registered_on: "2024-03-01" },
  ],
  [
    "GET /installations/{installation_id}/metric-definitions",
    "installation-viewer",
    "/installations/INSTALLATION/metric-definitions",
  ],
  [
    "GET /installations/{installation_id}/metrics",
    "installation-viewer",
    "/installations/INSTALLATION/metrics",
  ],
  [
    "POST /installations/{installation_id}/metrics",
    "installation-admin",
    "/installations/INSTALLATION/metrics",
    201,
    DAY,
  ],
  [
    "GET /installations/{installation_id}/metrics/{id}",
    "installation-admin",
    "/installations/INSTALLATION/metrics/METRIC",
  ],
  [
    "PATCH /installations/{installation_id}/metrics/{id}",
    "installation-admin",
    "/installations/INSTALLATION/metrics/METRIC",
    200,
    { value: 2 },
  ],
  [
    "DELETE /installations/{installation_id}/metrics/{id}",
    "installation-admin",
    "/installations/INSTALLATION/metrics/METRIC",
  ],
  [
    "GET /installations/{installation_id}/report",
    "installation-viewer",
    `/installations/INSTALLATION/report?${WINDOW}`,
  ],
  ["GET /metric-definitions", "operations-viewer", "/metric-definitions"],
  [
    "POST /metric-definitions",
    "operations-admin",
    "/metric-definitions",
    201,
    { metric_name: "new", unit_type: "TB", metric_type: "count" },
  ],
  ["POST /metric-definitions/search", "operations-viewer", "/metric-definitions/search", 200, QUERY],
  ["GET /metric-definitions/{id}", "operations-viewer", "/metric-definitions/UNUSED"],
  [
    "PATCH /metric-definitions/{id}",
    "operations-admin",
    "/metric-definitions/UNUSED",
    200,
    { metric_name: "other" },
  ],
  ["DELETE /metric-definitions/{id}", "operations-admin", "/metric-definitions/UNUSED"],
  ...["unit", "metric"].flatMap((kind): Line[] => [
    [`GET /${kind}-types`, "operations-viewer", `/${kind}-types`],
    [
      `POST /${kind}-types`,
      "operations-admin",
      `/${kind}-types`,
      201,
      { [`${kind}_type`]: "new", description: "New" },
    ],
    [`GET /${kind}-types/{id}`, "operations-viewer", `/${kind}-types/${kind.toUpperCase()}-TYPE`],
    [
      `PATCH /${kind}-types/{id}`,
      "operations-admin",
      `/${kind}-types/${kind.toUpperCase()}-TYPE`,
      200,
      { description: "Other" },
    ],
    [`DELETE /${kind}-types/{id}`, "operations-admin", `/${kind}-types/${kind.toUpperCase()}-TYPE`],
  ]),
  ["POST /metrics/search", "anybody", "/metrics/search", 200, QUERY],
  ["GET /operands", "anybody", "/operands"],
  ["GET /operators", "anybody", "/operators"],
  ...["groups", "users"].flatMap((whose): Line[] => [
    [
      `GET /projects/projects/{project_id}/${whose}/{${whose.slice(0, -1)}_id}/metrics`,
      "project-viewer",
      `/projects/projects/prj-1/${whose}/x/metrics`,
    ],
    [
      `GET /projects/projects/{project_id}/${whose}/{${whose.slice(0, -1)}_id}/report`,
      "project-viewer",
      `/projects/projects/prj-1/${whose}/x/report?${WINDOW}`,
    ],
  ]),
  ["POST /projects/search", "system", "/projects/search", 200, QUERY],
  ["GET /projects/{id}", "project-viewer", "/projects/prj-1"],
  [
    "POST /projects/{id}/associate/provider/{provider_id}",
    "project-admin",
    "/projects/prj-1/associate/provider/LONE",
  ],
  [
    "POST /projects/{id}/dissociate/provider/{provider_id}",
    "project-admin",
    "/projects/prj-1/dissociate/provider/LONE",
  ],
  ["GET /projects/{project_id}/installations", "project-viewer", "/projects/prj-1/installations"],
  ["GET /projects/{project_id}/metric-definitions", "project-viewer", "/projects/prj-1/metric-definitions"],
  ["GET /projects/{project_id}/metrics", "project-viewer", "/projects/prj-1/metrics"],
  [
    "GET /projects/{project_id}/providers/external/metrics",
    "provider-viewer",
    "/projects/prj-1/providers/external/metrics?externalProviderId=ext-prov-1",
  ],
  [
    "GET /projects/{project_id}/providers/external/report",
    "provider-viewer",
    `/projects/prj-1/providers/external/report?externalProviderId=ext-prov-1&${WINDOW}`,
  ],
  [
    "GET /projects/{project_id}/providers/{provider_id}/installations",
    "provider-viewer",
    "/projects/prj-1/providers/PROVIDER/installations",
  ],
  [
    "GET /projects/{project_id}/providers/{provider_id}/metric-definitions",
    "provider-viewer",
    "/projects/prj-1/providers/PROVIDER/metric-definitions",
  ],
  [
    "GET /projects/{project_id}/providers/{provider_id}/metrics",
    "provider-viewer",
    "/projects/prj-1/providers/PROVIDER/metrics",
  ],
  [
    "GET /projects/{project_id}/providers/{provider_id}/report",
    "provider-viewer",
    `/projects/prj-1/providers/PROVIDER/report?${WINDOW}`,
  ],
  ["GET /projects/{project_id}/report", "project-viewer", `/projects/prj-1/report?${WINDOW}`],
  ["GET /providers", "operations-viewer", "/providers"],
  ["POST /providers", "operations-admin", "/providers", 201, { name: "new" }],
  ["GET /providers/all", "operations-viewer", "/providers/all"],
  ["GET /providers/external", "operations-viewer", "/providers/external?externalId=ext-prov-1"],
  [
    "GET /providers/report/external",
    "representative",
    `/providers/report/external?externalId=ext-prov-1&${WINDOW}`,
  ],
  ["POST /providers/search", "operations-viewer", "/providers/search", 200, QUERY],
  ["GET /providers/{id}", "operations-viewer", "/providers/LONE"],
  ["PATCH /providers/{id}", "operations-admin", "/providers/LONE", 200, { website: "https://example.org" }],
  ["DELETE /providers/{id}", "operations-admin", "/providers/LONE"],
  ["GET /providers/{provider_id}/report", "representative", `/providers/PROVIDER/report?${WINDOW}`],
  ["GET /resources", "anybody", "/resources"],
];

/** Every operation of the OpenAPI document but two, which it puts below the base path by mistake. */
export const OPERATIONS: readonly Operation[] = LINES.map(([name, who, path, status = 200, body]) => ({
  name,
  who,
  path,
  status,
  body,
}));

/** What the OpenAPI document has below the base path, and the service outside of it. */
export const MISPLACED = ["GET /", "GET /ams_verification_hash"];
