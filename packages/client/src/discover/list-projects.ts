import { List, type Project } from "@argo-acc/core";

import { projectList } from "../resources/project-list.ts";
import { ProjectHandle } from "../resources/project.ts";
import { Providers } from "../resources/providers.ts";
import type { CallOptions } from "../transport/call.ts";
import { joinSignals } from "../transport/join-signals.ts";
import type { Transport } from "../transport/transport.ts";
import { inParallel } from "./in-parallel.ts";
import { mergeProjects } from "./merge-projects.ts";
import { askSource } from "./source.ts";

/** The projects a token can see, merged from the sources that answer it. */
export function listProjects(transport: Transport, options: CallOptions): List<Project> {
  return new List((reading) =>
    readProjects(transport, { ...options, signal: joinSignals(options.signal, reading.signal) }),
  );
}

/** Two sources hold everything where they answer at all, so the others are asked only if neither does. */
async function* readProjects(transport: Transport, options: CallOptions): AsyncGenerator<Project> {
  const ask = (path: string) =>
    askSource(`GET ${path}`, () => projectList(transport, path, options).toArray());
  const whole = await Promise.all([ask("/admin/projects"), ask("/projects")]);
  const all = whole.find(({ rows }) => rows !== undefined)?.rows;
  yield* mergeProjects(all ?? (await readRest(transport, options, () => ask("/clients/me"))));
}

async function readRest(
  transport: Transport,
  options: CallOptions,
  askMe: () => Promise<{ readonly rows: Project[] | undefined }>,
): Promise<Project[]> {
  const providers = new Providers(transport);
  const [me, rows] = await Promise.all([
    askMe(),
    askSource("GET /providers/all", () => providers.all(options).toArray()),
  ]);
  const known = me.rows ?? [];
  const ids = new Set((rows.rows ?? []).map((row) => row.project_id));
  for (const project of known) ids.delete(project.id);
  const named = await readProjectTrees(transport, [...ids], options);
  return [...known, ...named];
}

/** The trees of the named projects, as far as the token may read them: `GET /projects/{id}`. */
export async function readProjectTrees(
  transport: Transport,
  ids: readonly string[],
  options: CallOptions,
): Promise<Project[]> {
  const { concurrency } = transport;
  const trees = await inParallel(ids, { concurrency, signal: options.signal }, (id, signal) =>
    askSource(`GET /projects/${id}`, () => new ProjectHandle(transport, id).get({ ...options, signal })),
  );
  return trees.map(({ rows }) => rows).filter((tree) => tree !== undefined);
}
