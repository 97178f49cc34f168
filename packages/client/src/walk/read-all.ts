import {
  AccConfigError,
  type Grant,
  type Installation,
  type MetricWindow,
  resourcePath,
} from "@argo-acc/core";

import { checkConcurrency } from "../check-concurrency.ts";
import { wholeSecond } from "../resources/search/instant-criteria.ts";
import { SEARCH_SIZE } from "../resources/search-size.ts";
import { joinSignals } from "../transport/join-signals.ts";
import type { Transport } from "../transport/transport.ts";
import type { WindowLimits } from "./ask-window.ts";
import { boxOfGrant } from "./box.ts";
import { catalogueFor } from "./catalogue.ts";
import { type DefinitionFilter, definitionFilter } from "./definition-filter.ts";
import { KnownPaths } from "./known-paths.ts";
import { MetricReading } from "./metric-reading.ts";
import { Patience } from "./patience.ts";
import { planFirst } from "./plan-first.ts";
import { readWindow, type WindowReading } from "./read-window.ts";
import { runTasks } from "./run-tasks.ts";
import type { KnownWindow } from "./tile-known.ts";
import type { Walk } from "./walk.ts";
import { windowSearch } from "./window-search.ts";

/** Options of {@link readAll}. */
export interface ReadAllOptions {
  /** The first period start to read: an instant on a whole second, or a day (`yyyy-mm-dd`, its 00:00 UTC). Default: all. */
  readonly start?: string | undefined;
  /** The first period start not to read. Default: all. */
  readonly end?: string | undefined;
  /** The catalogue of installations, where windows are cut. Default: it is asked for (`GET /installations/all`). */
  readonly installations?: readonly Installation[] | undefined;
  /** How many rows an installation (by its path, `project.provider.installation`) had last time: plans the first cut. */
  readonly expected?: ReadonlyMap<string, number> | undefined;
  /**
   * Windows of an earlier reading: they are asked for as they were, and what lies between them as always. Whatever is
   * handed over, the reading covers what it has to, once; windows that overlap others or do not belong to it are dropped.
   * A window with a digest is {@link WindowReading | unchanged} if the service gives the same bytes again; a reading as
   * a list gives its metrics all the same.
   */
  readonly known?: readonly KnownWindow[] | undefined;
  /** Only metrics of this definition, with the id that they were written with. Default: all. */
  readonly metric_definition_id?: string | undefined;
  /** Windows in flight, and windows read but not yet taken, at most: 1 to 64. Default: the client's. */
  readonly concurrency?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** How much a reading asks for at once, and what time it is; tests give smaller limits. */
export interface ReadAllSettings {
  readonly limits: WindowLimits;
  /** Milliseconds since the epoch. */
  now(): number;
}

/** 250 rows of air let a guess be wrong by a third before a window has to be cut again. */
export const LIMITS: WindowLimits = { size: SEARCH_SIZE, target: 750 };

/** How many windows may be narrowed in one reading: enough to find some dozens of metrics that cannot be printed. */
const NARROWINGS = 1000;

/** How many requests may come to nothing in one reading, and in each of the windows it begins with. */
const PATIENCE = 300;
const OWN_PATIENCE = 30;

/**
 * Reads every metric of a grant in windows, each of which is one request and proves itself: fewer rows than a page can
 * hold, and as many as the service counts. There is no offset that could shift while others write.
 */
export function readAll(
  transport: Transport,
  grant: Grant,
  options: ReadAllOptions,
  settings: ReadAllSettings,
): MetricReading {
  const root = boxOfGrant(grant, instant("start", options.start), instant("end", options.end));
  if (root.startFrom !== null && root.startUntil !== null && root.startFrom >= root.startUntil) {
    throw new AccConfigError(`start ${options.start} is not before end ${options.end}`, {
      cure: "exchange them",
    });
  }
  const definition = definitionFilter(options.metric_definition_id);
  const concurrency = checkConcurrency(options.concurrency ?? transport.concurrency);
  return new MetricReading(({ skipping, signal: leaving }) => {
    const signal = joinSignals(options.signal, leaving);
    const sealing = skipping && options.known !== undefined;
    const reading = { ...options, ...settings, definition, concurrency, signal, sealing };
    return readWindows(transport, grant, root, reading);
  });
}

interface WindowsOptions extends ReadAllOptions, ReadAllSettings {
  readonly definition: DefinitionFilter;
  readonly concurrency: number;
  readonly signal: AbortSignal;
  readonly sealing: boolean;
}

async function* readWindows(
  transport: Transport,
  grant: Grant,
  root: MetricWindow,
  options: WindowsOptions,
): AsyncGenerator<WindowReading, void, undefined> {
  const { limits, expected, definition, sealing, known, signal } = options;
  const installations = options.installations ?? (await catalogueFor(transport, grant, signal));
  const paths = new KnownPaths(
    installations.map(({ id, project, organisation }) => resourcePath(project, organisation, id)),
  );
  const walk: Walk = {
    grant,
    search: windowSearch(transport),
    ...definition,
    sealing,
    paths,
    expected,
    limits,
    now: options.now(),
    narrowings: NARROWINGS,
  };
  const shared = new Patience(PATIENCE);
  const first = planFirst(walk, root, known).map((window) => ({
    ...window,
    planned: window.known?.window,
    patience: new Patience(OWN_PATIENCE, shared),
  }));
  yield* runTasks(first, (task, abort) => readWindow(walk, task, abort), options);
}

function instant(name: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  const epochMs = wholeSecond(text);
  if (epochMs !== undefined) return epochMs;
  throw new AccConfigError(`${name} "${text}" is no instant on a whole second`, {
    cure: `write ${name} as yyyy-mm-ddThh:mm:ssZ or yyyy-mm-dd`,
  });
}
