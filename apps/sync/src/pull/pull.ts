import type { AccClient, Discovery } from "@argo-acc/client";
import {
  AccConfigError,
  AccProtocolError,
  AccTokenError,
  formatInstant,
  type Grant,
  grantKey,
} from "@argo-acc/core";
import {
  endRun,
  type GrantRecord,
  type Mirror,
  outermost,
  readGrants,
  refreshRollup,
  type RefusedGrant,
  runCounts,
  startRun,
  waitForLock,
} from "@argo-acc/store/mirror";

import { markGoneEntities } from "./gone-entities.ts";
import { findLostGrants } from "./lost-grants.ts";
import { namedInstallations } from "./named-installations.ts";
import { pullGrant } from "./plan.ts";
import type { PullOptions } from "./pull-options.ts";
import { type GrantResult, grantResult, type HeldGone, type PullResult } from "./pull-result.ts";
import { type Catalogue, readCatalogue } from "./read-catalogue.ts";
import { keepRefused } from "./refused-grants.ts";
import type { PullRun } from "./run.ts";
import { storeCatalogue } from "./store-catalogue.ts";
import { isBroken } from "./unavailable.ts";

export type { PullEvent, PullOptions } from "./pull-options.ts";
export type { GrantResult, HeldGone, PullResult } from "./pull-result.ts";

/**
 * Brings a mirror up to date with everything the client's token may read. Takes the mirror's lock while it runs.
 *
 * What was stored when it stops, in whatever way, is right as far as it goes, and the next pull goes on from there.
 *
 * @throws AccTokenError if the token may read nothing at all: no metrics, no list of providers or definitions
 * @throws AccConfigError if the mirror belongs to another service
 * @throws AccStoreError if another run holds the mirror for longer than `lockWaitMs`, or it cannot be written
 * @throws AccNetworkError, AccAuthenticationError, AccResponseError if the service cannot be asked any further
 * @throws the reason of `signal` once it is aborted
 */
export async function pull(acc: AccClient, mirror: Mirror, options: PullOptions = {}): Promise<PullResult> {
  if (acc.endpoint !== mirror.endpoint) {
    throw new AccConfigError(`${mirror.path} belongs to ${mirror.endpoint}, not to ${acc.endpoint}`, {
      cure: "use another mirror file, or the endpoint it belongs to",
    });
  }
  const lock = await waitForLock(mirror.path, "argo-acc pull", {
    waitMs: options.lockWaitMs,
    signal: options.signal,
    onWait: (holder) => options.onEvent?.({ type: "waiting", holder }),
  });
  try {
    return await pullLocked(acc, mirror, options);
  } finally {
    lock.release();
  }
}

async function pullLocked(acc: AccClient, mirror: Mirror, options: PullOptions): Promise<PullResult> {
  const now = options.now ?? Date.now;
  const started = now();
  const sentBefore = acc.requests;
  const requests = () => acc.requests - sentBefore;
  const id = startRun(mirror, started);
  try {
    const end = await pullAll({ acc, mirror, id, options, now, requests });
    const ended = now();
    const problem = [...end.problems, ...end.grants.flatMap(({ why }) => why ?? [])].join("; ");
    endRun(mirror, id, {
      endedMs: ended,
      requests: requests(),
      complete: end.complete,
      problem: problem || null,
    });
    const status = mirror.status();
    return {
      requests: requests(),
      seconds: (ended - started) / 1000,
      complete: end.complete,
      run: id,
      at: formatInstant(ended),
      rows: runCounts(mirror, id),
      metrics: status.metrics,
      projects: status.projects,
      providers: status.providers,
      installations: status.installations,
      metric_definitions: status.metric_definitions,
      grants: end.grants,
      refused: end.refused,
      problems: end.problems,
      ...(end.held === undefined ? {} : { held: end.held }),
    };
  } catch (error) {
    recordFailure(mirror, id, { endedMs: now(), requests: requests(), error });
    throw error;
  }
}

/** How far the grants came. */
interface PulledAll {
  readonly complete: boolean;
  readonly grants: readonly GrantResult[];
  readonly refused: readonly RefusedGrant[];
  readonly problems: readonly string[];
  readonly held: HeldGone | undefined;
}

async function pullAll(
  start: Omit<PullRun, "installations" | "projects" | "gone" | "tell">,
): Promise<PulledAll> {
  const { acc, mirror, options } = start;
  const { signal } = options;
  const tell: PullRun["tell"] = (event) => options.onEvent?.(event);
  const known = readGrants(mirror);
  const discovery = await acc.discover({
    known: known.map(({ grant }) => grant),
    probe: options.full ?? false,
    signal,
  });
  tell({ type: "discovered", discovery });
  const refused = keepRefused(start, discovery);
  const installations = namedInstallations(discovery);
  const projects = discovery.projects.map(({ id }) => id);
  const run: PullRun = { ...start, installations, projects, gone: new Map(), tell };
  const lost = await findLostGrants(run, known, discovery);
  const byKey = new Map(known.map((record) => [grantKey(record.grant), record]));
  const found = discovery.grants.map(({ grant, count }) => ({
    grant,
    count,
    known: byKey.get(grantKey(grant)),
  }));
  const todo = outermost([...found, ...lost.readable]).toSorted((a, b) => compareKeys(a.grant, b.grant));
  const catalogue = await readCatalogue(run, discovery);
  if (todo.length + lost.unknown.length === 0) checkReadable(discovery, catalogue);
  const source = { discovery, catalogue, grants: todo.map(({ grant }) => grant) };
  storeCatalogue(mirror, run.id, source);
  await markGoneEntities(run, source);
  tellCatalogue(run);

  const results: GrantResult[] = [];
  const report = (record: GrantRecord) => {
    const result = grantResult(mirror, record);
    results.push(result);
    tell({ type: "grant", result });
  };
  let held: HeldGone | undefined;
  for (const grant of todo) {
    signal?.throwIfAborted();
    const pulled = await pullGrant(run, grant);
    held ??= pulled.held;
    report(pulled.record);
  }
  refreshRollup(mirror);
  for (const record of [...lost.unknown, ...lost.frozen]) report(record);
  const problems = [...brokenSources(discovery), ...catalogue.problems];
  const isComplete = results.every(({ state }) => state !== "incomplete") && !lost.newlyFrozen;
  return { complete: isComplete && problems.length === 0, grants: results, refused, problems, held };
}

function compareKeys(a: Grant, b: Grant): number {
  return grantKey(a) < grantKey(b) ? -1 : 1;
}

/** Without any grant there may still be lists this token may have. That a source failed does not say that there is nothing. */
function checkReadable(discovery: Discovery, { providers, definitions }: Catalogue): void {
  if (providers !== undefined || definitions !== undefined) return;
  const broken = discovery.sources.map(({ error }) => error).find(isBroken);
  if (broken !== undefined) throw broken;
  throw new AccTokenError(
    "this token may read nothing: every project, provider and installation refused it",
    { cure: "ask the operators for a role in a project, a provider or an installation" },
  );
}

function tellCatalogue({ mirror, tell }: PullRun): void {
  const { projects, providers, installations, metric_definitions } = mirror.status();
  tell({ type: "catalogue", projects, providers, installations, metric_definitions });
}

/** Sources that failed. One that refuses the token is no failure: there are others. */
function brokenSources(discovery: Discovery): string[] {
  return discovery.sources.flatMap(({ error }) =>
    isBroken(error) || error instanceof AccProtocolError ? [error.message] : [],
  );
}

/** A failure that cannot even be recorded, on a full disk for one, must not hide the one that stopped the run. */
function recordFailure(
  mirror: Mirror,
  id: number,
  failure: { readonly endedMs: number; readonly requests: number; readonly error: unknown },
): void {
  const { endedMs, requests, error } = failure;
  const problem = error instanceof Error ? error.message : String(error);
  try {
    endRun(mirror, id, { endedMs, requests, complete: false, problem });
  } catch {
    // a run without an end is known not to have ended
  }
}
