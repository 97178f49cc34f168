import { customType, integer, real, text } from "drizzle-orm/sqlite-core";

/** Keeps a value of any type as it is: the ids of metrics are blobs of 12 bytes, or texts where they are no hex. */
export const anyValue = customType<{ data: Buffer | string }>({ dataType: () => "ANY" });

/** What every entity of the catalogue has: the service's object, what no column holds of it, and two runs. */
const entity = {
  item: text().notNull(),
  extra: text(),
  first_run: integer().notNull(),
  gone_run: integer(),
};

/** The columns of `grant_state` beside its key. */
export const grantColumns = {
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
};

/** The columns of `project` beside its key. */
export const projectColumns = {
  acronym: text(),
  title: text(),
  start_date: text(),
  end_date: text(),
  call_identifier: text(),
  ...entity,
};

/** The columns of `provider` beside its key. */
export const providerColumns = {
  name: text(),
  website: text(),
  abbreviation: text(),
  logo: text(),
  external_id: text(),
  creator_id: text(),
  ...entity,
};

/** The columns of `installation` beside its key. */
export const installationColumns = {
  project: text().notNull(),
  organisation: text().notNull(),
  infrastructure: text(),
  installation: text().notNull(),
  resource: text(),
  external_id: text(),
  unit_of_access: text(),
  capacities: text(),
  ...entity,
};

/** The columns of `metric_definition` beside its key. */
export const definitionColumns = {
  metric_name: text().notNull(),
  metric_description: text(),
  unit_type: text().notNull(),
  metric_type: text().notNull(),
  creator_id: text(),
  ...entity,
};

/** The columns of `unit_type` beside its key. */
export const unitTypeColumns = {
  unit_type: text().notNull(),
  description: text(),
  creator_id: text(),
  ...entity,
};

/** The columns of `metric_type` beside its key. */
export const metricTypeColumns = {
  metric_type: text().notNull(),
  description: text(),
  creator_id: text(),
  ...entity,
};

/** The columns of `capacity` beside its key. */
export const capacityColumns = {
  installation_id: text().notNull(),
  metric_definition_id: text().notNull(),
  value: real(),
  registered_on: text().notNull(),
  ...entity,
};

/** The columns of `metric` beside those of its key. */
export const metricColumns = {
  end_ms: integer().notNull(),
  value: real(),
  special: integer(),
  context: integer().notNull(),
  group_label: integer(),
  user_label: integer(),
  first_run: integer().notNull(),
  gone_run: integer(),
  extra: text(),
};
