import * as v from "valibot";

import type { EntitlementManagement } from "./tenant.ts";

/** The settings that are known, and what they can be. */
export interface KnownSettings {
  /** Where entitlements come from: the service's database (the default), or the `entitlements` claim of each token. */
  readonly ENTITLEMENTS_MANAGEMENT: EntitlementManagement;
}

/** The key of a setting: a known one, or one of a newer service. */
export type SettingKey = keyof KnownSettings | (string & {});

/** What a setting can be: one of its values where it is known, else any text. */
export type SettingValue<Key extends SettingKey> = Key extends keyof KnownSettings
  ? KnownSettings[Key]
  : string;

/** A setting of the service itself. */
export interface Setting {
  readonly key: SettingKey;
  readonly current_value: string;
  readonly default_value: string;
  readonly allowed_values: readonly string[];
}

/** Reads one element of `GET /admin/settings/metadata`. */
export const settingSchema = v.looseObject({
  key: v.string(),
  current_value: v.string(),
  default_value: v.string(),
  allowed_values: v.array(v.string()),
}) satisfies v.GenericSchema<unknown, Setting>;
