import type { Dataset, DatasetMetric } from "@argo-acc/sandbox";

/** Texts that a search may take for something else: patterns, dates, other cases, characters beyond U+FFFF. */
export const ODD_TEXTS = [
  "",
  "g",
  "G",
  "g.1",
  "gx1",
  "g 1",
  "(",
  ".*",
  "^g$",
  "\\Qg\\E",
  "2024",
  "ü",
  "\u{FFFF}",
  "\u{10000}",
];

/** What search takes for a date. */
const DATE_TEXT = "2024-01-01T00:00:00Z";

const VALUES = [0, -0, 1, 2, -1, 0.5, 1e21, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
const START = Date.parse("2024-01-01T00:00:00Z");

/** Two projects, one of whose ids begins with the other's, with metrics that have nothing ordinary about them. */
export const ODD_DATASET: Dataset = {
  projects: ["P", "P-1"].map((id) => ({
    id,
    acronym: `acronym of ${id}`,
    title: id,
    start_date: "2020-01-01",
    end_date: "2030-12-31",
    call_identifier: id,
    providers: ["v".repeat(24)],
  })),
  providers: [{ id: "v".repeat(24), name: "V", external_id: "v" }],
  installations: [
    { id: "1".repeat(24), project: "P", infrastructure: "cloud", resource: "R" },
    { id: "2".repeat(24), project: "P", infrastructure: null, resource: null },
    { id: "3".repeat(24), project: "P-1", infrastructure: "Cloud", resource: "r" },
  ].map((own) => ({
    ...own,
    organisation: "v".repeat(24),
    installation: `name of ${own.id}`,
    external_id: own.id,
    unit_of_access: null,
  })),
  definitions: ["d", "e"].map((letter) => ({
    metric_definition_id: letter.repeat(24),
    metric_name: `definition ${letter}`,
    unit_type: "s",
    metric_type: "count",
  })),
  capacities: [],
  resources: ["R", "r"].map((id) => ({ id, name: id })),
  metrics: Array.from({ length: 120 }, (_, index) => oddMetric(index)),
};

/** Every text meets every value, whole seconds and parts of them alike. */
function oddMetric(index: number): DatasetMetric {
  const groups = [undefined, DATE_TEXT, ...ODD_TEXTS];
  const start = START + (index % 7) * 500;
  return {
    id: index.toString(16).padStart(24, "0"),
    installation_id: String((index % 3) + 1).repeat(24),
    metric_definition_id: (index % 2 === 0 ? "d" : "e").repeat(24),
    start,
    end: start + 1000 * (1 + (index % 4)),
    value: VALUES[index % VALUES.length] ?? 0,
    group_id: groups[index % groups.length],
    user_id: groups[(index * 5) % groups.length],
  };
}
