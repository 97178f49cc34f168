import { AccResponseError, type Info, infoSchema } from "@argo-acc/core";

import { type Call, describeCall, repetitionOf, urlOf } from "../transport/call.ts";
import { BY_STATUS } from "../transport/failure.ts";
import type { Transport } from "../transport/transport.ts";

/**
 * Makes a call that is answered with an {@link Info}. Some deletions that fail are answered with status 200 all the
 * same: the code inside is what counts.
 *
 * @throws AccResponseError if that code is no success, of the class that answers of this status have
 */
export async function perform(transport: Transport, call: Call): Promise<Info> {
  const info = await transport.read(infoSchema, call);
  const { code: status, message } = info;
  if (status >= 200 && status < 300) return info;
  const refused = status >= 400 && status < 500;
  const said = message === undefined || message === null ? "" : `: ${message}`;
  const Type = BY_STATUS[status] ?? AccResponseError;
  throw new Type(
    `${describeCall(call)}: a success that says ${status}${said}`,
    {
      method: call.method,
      url: urlOf(transport.endpoint, call),
      status,
      serviceMessage: message ?? undefined,
      attempts: 1,
    },
    {
      acted: refused ? "no" : "maybe",
      retryable: !refused && repetitionOf(call) !== "once",
      cure: "look whether it was done; if not, try again later",
    },
  );
}
