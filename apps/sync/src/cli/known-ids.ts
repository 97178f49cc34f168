import type { AccClient } from "@argo-acc/client";
import { AccNotFoundError } from "@argo-acc/core";
import { type Mirror, openMirror } from "@argo-acc/store/mirror";

import type { KnownIds } from "../add/index.ts";
import { isAbsent } from "./state-files.ts";

/** How long the service is asked about ids the mirror does not know, all in all, in milliseconds. */
const PATIENCE_MS = 5000;

/** What can tell whether ids exist, until it is disposed of. */
export interface IdCheck extends KnownIds, Disposable {}

/**
 * Tells by the mirror whether ids exist, if there is one of the same service; what it does not know it asks the
 * service, if there is a token. Where neither can tell, the metric is queued all the same.
 *
 * @param connect makes a client; what it throws counts as not being able to ask
 */
export function checkIds(
  mirrorPath: string,
  endpoint: string,
  connect: () => Promise<AccClient>,
  signal: AbortSignal,
): IdCheck {
  const mirror = mirrorOf(mirrorPath, endpoint);
  const patience = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);
  let client: Promise<AccClient | undefined> | undefined;
  const ask = async (look: (acc: AccClient) => Promise<unknown>) => {
    client ??= connect().catch(() => undefined);
    const acc = await client;
    return acc === undefined ? undefined : exists(() => look(acc), signal);
  };
  return {
    hasInstallation: (id) =>
      isMirrored(mirror, "SELECT 1 FROM installations WHERE id = ?", id) ||
      ask((acc) => acc.installation(id).get({ signal: patience })),
    hasMetricDefinition: (id) =>
      isMirrored(mirror, "SELECT 1 FROM metric_definitions WHERE metric_definition_id = ?", id) ||
      ask((acc) => acc.metricDefinitions.get(id, { signal: patience })),
    [Symbol.dispose]: () => mirror?.close(),
  };
}

function mirrorOf(path: string, endpoint: string): Mirror | undefined {
  if (isAbsent(path)) return undefined;
  const mirror = openMirror(path, { readonly: true });
  if (mirror.endpoint === endpoint) return mirror;
  mirror.close();
  return undefined;
}

function isMirrored(mirror: Mirror | undefined, sql: string, id: string): boolean {
  return mirror !== undefined && [...mirror.query(sql, [id]).rows].length > 0;
}

async function exists(look: () => Promise<unknown>, signal: AbortSignal): Promise<boolean | undefined> {
  try {
    await look();
    return true;
  } catch (error) {
    signal.throwIfAborted();
    return error instanceof AccNotFoundError ? false : undefined;
  }
}
