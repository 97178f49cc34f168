import type { Installation, Project, ProviderInProject } from "@argo-acc/core";

import { Installations } from "../resources/installations.ts";
import { projectList } from "../resources/project-list.ts";
import { Providers } from "../resources/providers.ts";
import type { Transport } from "../transport/transport.ts";
import { askList, type Asked } from "./source.ts";

/** What the sources answered. */
export interface Sources {
  readonly admin: Asked<Project[]>;
  /** What the token itself was given. */
  readonly own: readonly Asked<Project[]>[];
  readonly providers: Asked<ProviderInProject[]>;
  readonly installations: Asked<Installation[]>;
}

/** Asks everything that may name something readable. */
export async function askSources(transport: Transport, signal: AbortSignal | undefined): Promise<Sources> {
  const options = { signal };
  // a token with several entitlements in one project finds it as often in its own list
  const askProjects = (path: string) =>
    askList(`GET ${path}`, projectList(transport, path, options), { mayRepeat: path === "/clients/me" });
  const [admin, me, providers, installations] = await Promise.all([
    askProjects("/admin/projects"),
    askProjects("/clients/me"),
    askList("GET /providers/all", new Providers(transport).all(options)),
    askList("GET /installations/all", new Installations(transport).all(options)),
  ]);
  // a service without /clients/me is 1.8.0 or older, and up to 1.7 lists the projects themselves
  const older = admin.rows === undefined && me.rows === undefined;
  const own = older ? [me, await askProjects("/projects")] : [me];
  return { admin, own, providers, installations };
}
