import { AccResponseError } from "@argo-acc/core";

import type { Call, Schema } from "../transport/call.ts";
import type { Transport } from "../transport/transport.ts";
import { escapedIds } from "./path.ts";

/**
 * Reads a page of a list whose path holds an id that has to be escaped. The service answers 500 as soon as it has to
 * link a second page.
 *
 * @throws AccResponseError that names the id and another way
 */
export async function readEscaped<T>(transport: Transport, schema: Schema<T>, call: Call): Promise<T> {
  try {
    return await transport.read(schema, { triesOn500: 2, ...call });
  } catch (error) {
    if (!(error instanceof AccResponseError) || error.status !== 500) throw error;
    const ids = escapedIds(call.path).map((id) => JSON.stringify(id));
    throw new AccResponseError(
      `${error.message}; of an id that has to be escaped in a URL (${ids.join(", ")}) it serves no list of more than 100`,
      error,
      {
        cure: "ask without the id in the path: acc.metrics.search(textIs(…)), acc.installations.all()",
        cause: error,
      },
    );
  }
}
