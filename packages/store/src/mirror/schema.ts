import { index, integer, primaryKey, real, sqliteTable, text, unique } from "drizzle-orm/sqlite-core";

import {
  anyValue,
  capacityColumns,
  definitionColumns,
  grantColumns,
  installationColumns,
  metricColumns,
  metricTypeColumns,
  projectColumns,
  providerColumns,
  unitTypeColumns,
} from "./row-columns.ts";

export {
  capacityWas,
  grantStateWas,
  installationWas,
  metricDefinitionWas,
  metricTypeWas,
  metricWas,
  projectWas,
  providerWas,
  unitTypeWas,
} from "./history/was-tables.ts";

/** One row a run; the mirror's rows say by number which run first saw them and which proved them gone. */
export const run = sqliteTable("run", {
  id: integer().primaryKey(),
  kind: text({ enum: ["pull"] }).notNull(),
  started_ms: integer().notNull(),
  ended_ms: integer(),
  complete: integer({ mode: "boolean" }).notNull().default(false),
  requests: integer().notNull().default(0),
  added: integer().notNull().default(0),
  changed: integer().notNull().default(0),
  gone: integer().notNull().default(0),
  unchanged: integer().notNull().default(0),
  problem: text(),
});

/** What tokens could read so far, and how far each was read. */
export const grantState = sqliteTable("grant_state", { key: text().primaryKey(), ...grantColumns });

const id = text().primaryKey();

export const project = sqliteTable("project", { id, ...projectColumns });
export const provider = sqliteTable("provider", { id, ...providerColumns });
export const installation = sqliteTable("installation", { id, ...installationColumns });
export const metricDefinition = sqliteTable("metric_definition", {
  metric_definition_id: text().primaryKey(),
  ...definitionColumns,
});
export const unitType = sqliteTable("unit_type", { id, ...unitTypeColumns });
export const metricType = sqliteTable("metric_type", { id, ...metricTypeColumns });
export const capacity = sqliteTable("capacity", { id, ...capacityColumns });

export const metricPath = sqliteTable(
  "metric_path",
  {
    key: integer().primaryKey(),
    project_id: text().notNull(),
    provider_id: text().notNull(),
    installation_id: text().notNull(),
    path: text().notNull(),
    metrics: integer().notNull().default(0),
    stale: integer().notNull().default(1),
  },
  (table) => [
    unique().on(table.project_id, table.provider_id, table.installation_id),
    index("metric_path_path").on(table.path),
  ],
);

export const metricContext = sqliteTable("metric_context", {
  key: integer().primaryKey(),
  item: text().notNull().unique(),
  project: text(),
  resource: text(),
  metric_definition_id: text().notNull(),
  metric_name: text().notNull(),
  metric_description: text(),
  unit_type: text().notNull(),
  metric_type: text().notNull(),
  creator_id: text(),
  extra: text(),
});

export const metricLabel = sqliteTable("metric_label", {
  key: integer().primaryKey(),
  text: text().notNull().unique(),
});

export const metric = sqliteTable(
  "metric",
  {
    path: integer().notNull(),
    start_ms: integer().notNull(),
    id: anyValue().notNull(),
    ...metricColumns,
  },
  (table) => [primaryKey({ columns: [table.path, table.start_ms, table.id] })],
);

export const suspect = sqliteTable(
  "suspect",
  {
    path: integer().notNull(),
    start_ms: integer().notNull(),
    id: anyValue().notNull(),
    run: integer().notNull(),
    misses: integer().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.path, table.start_ms, table.id] }),
    index("suspect_id").on(table.path, table.id),
  ],
);

export const monthUsage = sqliteTable(
  "month_usage",
  {
    path: integer().notNull(),
    context: integer().notNull(),
    month: text().notNull(),
    project: text(),
    total: real(),
    magnitude: real().notNull(),
    count: integer().notNull(),
    nan: integer().notNull(),
    plus: integer().notNull(),
    minus: integer().notNull(),
    first_start: integer().notNull(),
    last_start: integer().notNull(),
    last_end: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.path, table.context, table.month] })],
);

/** The windows of the latest reading of each grant. */
export const knownWindow = sqliteTable(
  "known_window",
  {
    id: integer().primaryKey(),
    grant_key: text().notNull(),
    path_from: text(),
    path_until: text(),
    start_from: integer(),
    start_until: integer(),
    rows: integer().notNull(),
    digest: text(),
  },
  (table) => [index("known_window_edges").on(table.grant_key, table.path_from, table.start_from)],
);

export const refusal = sqliteTable("refusal", { run: integer().primaryKey(), grants: text().notNull() });
