import type { Grant, Installation } from "@argo-acc/core";

import { checkConcurrency } from "../check-concurrency.ts";
import { joinSignals } from "../transport/join-signals.ts";
import type { Transport } from "../transport/transport.ts";
import { boxOfGrant } from "../walk/box.ts";
import { catalogueFor } from "../walk/catalogue.ts";
import { GuardedList } from "./guarded-list.ts";
import type { PagePart } from "./page-part.ts";
import { PageReading } from "./page-reading.ts";
import type { PageWalk } from "./page-walk.ts";
import { readGrant } from "./read-grant.ts";
import { readSystem } from "./read-system.ts";

/** Options of {@link readPages}. */
export interface ReadPagesOptions {
  /** The catalogue of installations, by whose lists a grant is read. Default: it is asked for (`GET /installations/all`). */
  readonly installations?: readonly Installation[] | undefined;
  /** Pages in flight, and pages read but not yet taken, at most: 1 to 64. Default: the client's. */
  readonly concurrency?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads every metric of a grant by the plain lists, to which the service checks the right, 100 a page.
 *
 * @throws AccConfigError if `concurrency` is none, or an id of the grant is none
 */
export function readPages(transport: Transport, grant: Grant, options: ReadPagesOptions): PageReading {
  const root = boxOfGrant(grant, null, null);
  const own = grant.kind === "system" ? undefined : new GuardedList(transport, grant);
  const concurrency = checkConcurrency(options.concurrency ?? transport.concurrency);
  return new PageReading((reading) => open(joinSignals(options.signal, reading.signal)));

  async function* open(signal: AbortSignal): AsyncGenerator<PagePart, void, undefined> {
    const installations = options.installations ?? (await catalogueFor(transport, grant, signal));
    const walk: PageWalk = { transport, installations, concurrency, signal };
    yield* own === undefined ? readSystem(walk, root) : readGrant(walk, own, root);
  }
}
