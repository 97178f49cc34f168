import type { Dataset } from "@argo-acc/sandbox";

export const V1 = "a".repeat(23) + "1";
export const V2 = "a".repeat(23) + "2";
export const I1 = "b".repeat(23) + "1";
export const I2 = "b".repeat(23) + "2";
export const I3 = "b".repeat(23) + "3";
export const DEFINITION = "c".repeat(24);

/** How many metrics each installation has. */
const METRICS = { [I1]: 5, [I2]: 3, [I3]: 2 };

/**
 * The smallest system in which every caller sees something else: I1 and I2 in prj-1 under V1 and V2, I3 in prj-2 under
 * V1. Project admins are those of prj-1, provider admins those of V1 there, installation admins those of I1.
 */
export const CONTRACT_DATASET: Dataset = {
  projects: [
    { id: "prj-1", providers: [V1, V2] },
    { id: "prj-2", providers: [V1] },
  ].map((own) => ({
    ...own,
    acronym: own.id.toUpperCase(),
    title: `Project ${own.id}`,
    start_date: "2020-01-01",
    end_date: "2030-12-31",
    call_identifier: "CALL",
  })),
  providers: [
    { id: V1, name: "Provider One", external_id: "ext-1" },
    { id: V2, name: "Provider Two", external_id: "ext-2" },
  ],
  installations: [
    { id: I1, project: "prj-1", organisation: V1 },
    { id: I2, project: "prj-1", organisation: V2 },
    { id: I3, project: "prj-2", organisation: V1 },
  ].map((own) => ({
    ...own,
    infrastructure: null,
    installation: `inst-${own.id.at(-1)}`,
    resource: null,
    external_id: `ext-${own.id}`,
    unit_of_access: null,
  })),
  definitions: [
    { metric_definition_id: DEFINITION, metric_name: "cpu_time", unit_type: "s", metric_type: "aggregated" },
  ],
  capacities: [],
  resources: [],
  metrics: Object.entries(METRICS).flatMap(([installation_id, count]) =>
    Array.from({ length: count }, (_, index) => ({
      id: `${installation_id.slice(-1)}${index}`.padStart(24, "d"),
      installation_id,
      metric_definition_id: DEFINITION,
      start: Date.UTC(2024, 0, index + 1),
      end: Date.UTC(2024, 0, index + 2),
      value: index,
    })),
  ),
};
