import {
  customType,
  index,
  integer,
  primaryKey,
  real,
  sqliteTable,
  text,
  unique,
} from "drizzle-orm/sqlite-core";

/** Keeps a value of any type as it is: the ids of metrics are blobs of 12 bytes, or texts where they are no hex. */
const anyValue = customType<{ data: Buffer | string }>({ dataType: () => "ANY" });

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
export const grantState = sqliteTable("grant_state", {
  key: text().primaryKey(),
  kind: text({ enum: ["system", "project", "provider", "installation"] }).notNull(),
  project_id: text(),
  provider_id: text(),
  installation_id: text(),
  first_run: integer().notNull(),
  state: text({ enum: ["read", "agrees", "frozen", "incomplete"] }).notNull(),
  why: text(),
  count: integer(),
  read_ms: integer(),
  agreed_ms: integer(),
  frozen_ms: integer(),
});

/** What every entity of the catalogue has: the service's object, what no column holds of it, and two runs. */
const entity = {
  item: text().notNull(),
  extra: text(),
  first_run: integer().notNull(),
  gone_run: integer(),
};

export const project = sqliteTable("project", {
  id: text().primaryKey(),
  acronym: text(),
  title: text(),
  start_date: text(),
  end_date: text(),
  call_identifier: text(),
  ...entity,
});

export const provider = sqliteTable("provider", {
  id: text().primaryKey(),
  name: text(),
  website: text(),
  abbreviation: text(),
  logo: text(),
  external_id: text(),
  creator_id: text(),
  ...entity,
});

export const installation = sqliteTable("installation", {
  id: text().primaryKey(),
  project: text().notNull(),
  organisation: text().notNull(),
  infrastructure: text(),
  installation: text().notNull(),
  resource: text(),
  external_id: text(),
  unit_of_access: text(),
  capacities: text(),
  ...entity,
});

export const metricDefinition = sqliteTable("metric_definition", {
  metric_definition_id: text().primaryKey(),
  metric_name: text().notNull(),
  metric_description: text(),
  unit_type: text().notNull(),
  metric_type: text().notNull(),
  creator_id: text(),
  ...entity,
});

export const capacity = sqliteTable("capacity", {
  id: text().primaryKey(),
  installation_id: text().notNull(),
  metric_definition_id: text().notNull(),
  value: real(),
  registered_on: text().notNull(),
  ...entity,
});

export const metricPath = sqliteTable(
  "metric_path",
  {
    key: integer().primaryKey(),
    project_id: text().notNull(),
    provider_id: text().notNull(),
    installation_id: text().notNull(),
    path: text().notNull(),
    metrics: integer().notNull().default(0),
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
    end_ms: integer().notNull(),
    value: real(),
    special: integer(),
    context: integer().notNull(),
    group_label: integer(),
    user_label: integer(),
    first_run: integer().notNull(),
    gone_run: integer(),
    extra: text(),
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
