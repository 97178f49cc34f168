import type { Migration } from "../../file/migrate.ts";
import { tables } from "./0001-tables.ts";
import { views } from "./0002-views.ts";

/** Every migration of the mirror, the oldest first. */
export const migrations: readonly Migration[] = [tables, views];
