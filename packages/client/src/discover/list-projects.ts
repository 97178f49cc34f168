import { List, type Project } from "@argo-acc/core";

import { projectList } from "../resources/project-list.ts";
import { ProjectHandle } from "../resources/project.ts";
import { Providers } from "../resources/providers.ts";
import type { CallOptions } from "../transport/call.ts";
import { joinSignals } from "../transport/join-signals.ts";
import type { Transport } from "../transport/transport.ts";
import { inParallel } from "./in-parallel.ts";
import { mergeProjects } from "./merge-projects.ts";
import { type Asked, askSource, type DiscoverySource, isRefused } from "./source.ts";

/** The projects a token can see, merged from the sources that answer it. */
export function listProjects(transport: Transport, options: CallOptions): List<Project> {
  return new List((reading) =>
    readProjects(transport, { ...options, signal: joinSignals(options.signal, reading.signal) }),
  );
}

/**
 * Two sources hold everything where they answer at all, so the others are asked only if neither does.
 *
 * @throws AccResponseError if a source fails, so that projects may be missing, or none of them is available
 */
async function* readProjects(transport: Transport, options: CallOptions): AsyncGenerator<Project> {
  const ask = (path: string) =>
    askSource(`GET ${path}`, () => projectList(transport, path, options).toArray());
  const whole = await Promise.all([ask("/admin/projects"), ask("/projects")]);
  const all = whole.find(({ rows }) => rows !== undefined)?.rows;
  if (all === undefined) throwFailure(whole);
  yield* mergeProjects(all ?? (await readRest(transport, options, () => ask("/clients/me"))));
}

async function readRest(
  transport: Transport,
  options: CallOptions,
  askMe: () => Promise<Asked<Project[]>>,
): Promise<Project[]> {
  const [me, providers] = await Promise.all([
    askMe(),
    askSource("GET /providers/all", () => new Providers(transport).all(options).toArray()),
  ]);
  throwFailure([me, providers]);
  // where nothing answers nothing is known: that there is no project would be another answer
  if (me.error !== undefined && providers.error !== undefined) throw me.error;
  const known = me.rows ?? [];
  const ids = new Set((providers.rows ?? []).map((row) => row.project_id));
  for (const project of known) ids.delete(project.id);
  const trees = await readProjectTrees(transport, [...ids], options);
  throwFailure(trees);
  return [...known, ...trees.flatMap(({ rows }) => rows ?? [])];
}

/** Throws what a source failed with, other than that the token may not ask it or the service has it not. */
function throwFailure(sources: readonly DiscoverySource[]): void {
  for (const asked of sources) if (asked.error !== undefined && !isRefused(asked)) throw asked.error;
}

/** Asks for the trees of the named projects: `GET /projects/{id}`. */
export function readProjectTrees(
  transport: Transport,
  ids: readonly string[],
  options: CallOptions,
): Promise<Asked<Project>[]> {
  const { concurrency } = transport;
  return inParallel(ids, { concurrency, signal: options.signal }, (id, signal) =>
    askSource(`GET /projects/${id}`, () => new ProjectHandle(transport, id).get({ ...options, signal })),
  );
}
