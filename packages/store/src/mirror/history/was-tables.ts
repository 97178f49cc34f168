import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

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
} from "../row-columns.ts";

// Each row is what a row of the table was before `run` first changed it or took it away. Triggers write them.

const id = text().notNull();
const run = integer().notNull();

export const grantStateWas = sqliteTable(
  "grant_state_was",
  { key: text().notNull(), run, ...grantColumns },
  (table) => [primaryKey({ columns: [table.key, table.run] })],
);

export const projectWas = sqliteTable("project_was", { id, run, ...projectColumns }, (table) => [
  primaryKey({ columns: [table.id, table.run] }),
]);

export const providerWas = sqliteTable("provider_was", { id, run, ...providerColumns }, (table) => [
  primaryKey({ columns: [table.id, table.run] }),
]);

export const installationWas = sqliteTable(
  "installation_was",
  { id, run, ...installationColumns },
  (table) => [primaryKey({ columns: [table.id, table.run] })],
);

export const metricDefinitionWas = sqliteTable(
  "metric_definition_was",
  { metric_definition_id: text().notNull(), run, ...definitionColumns },
  (table) => [primaryKey({ columns: [table.metric_definition_id, table.run] })],
);

export const unitTypeWas = sqliteTable("unit_type_was", { id, run, ...unitTypeColumns }, (table) => [
  primaryKey({ columns: [table.id, table.run] }),
]);

export const metricTypeWas = sqliteTable("metric_type_was", { id, run, ...metricTypeColumns }, (table) => [
  primaryKey({ columns: [table.id, table.run] }),
]);

export const capacityWas = sqliteTable("capacity_was", { id, run, ...capacityColumns }, (table) => [
  primaryKey({ columns: [table.id, table.run] }),
]);

export const metricWas = sqliteTable(
  "metric_was",
  {
    path: integer().notNull(),
    id: anyValue().notNull(),
    start_ms: integer().notNull(),
    run,
    ...metricColumns,
  },
  (table) => [primaryKey({ columns: [table.path, table.id, table.start_ms, table.run] })],
);
