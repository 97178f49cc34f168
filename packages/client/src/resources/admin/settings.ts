import { type Paged, type Setting, type SettingKey, settingSchema, type SettingValue } from "@argo-acc/core";

import type { CallOptions } from "../../transport/call.ts";
import type { Transport } from "../../transport/transport.ts";
import { type ListOptions, pagedList } from "../paged-list.ts";
import { path } from "../path.ts";
import { perform } from "../perform.ts";

/** What the service itself is set to. */
export class Settings {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Every setting with what it is and can be: `GET /admin/settings/metadata`. */
  list(options: ListOptions = {}): Paged<Setting> {
    const call = { method: "GET", path: "/admin/settings/metadata" };
    return pagedList(this.#transport, call, settingSchema, { options, identify: ({ key }) => key });
  }

  /**
   * Changes a setting, for everybody and at once: `PUT /admin/settings/{key}`. A service whose `ENTITLEMENTS_MANAGEMENT`
   * is `oidc` knows no roles but those in the tokens: without one in the own token there is no way back.
   *
   * @throws AccNotFoundError if there is no such setting
   * @throws AccResponseError 400 if it cannot be set to that
   */
  async update<Key extends SettingKey>(
    key: Key,
    value: SettingValue<Key>,
    options: CallOptions = {},
  ): Promise<void> {
    const setting = path`/admin/settings/${key}`;
    await perform(this.#transport, { method: "PUT", path: setting, body: { value }, ...options });
  }
}
