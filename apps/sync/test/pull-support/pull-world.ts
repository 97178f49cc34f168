import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { AccClient, type AccClientOptions } from "@argo-acc/client";
import { type Sandbox, type SandboxOptions, startSandbox } from "@argo-acc/sandbox";
import { type Mirror, openMirror } from "@argo-acc/store/mirror";

/** A service in memory, a folder, and a mirror of the service in it. */
export interface PullWorld extends AsyncDisposable {
  readonly sandbox: Sandbox;
  readonly mirror: Mirror;
  /** The service as the caller of a role. */
  as(role: string, options?: Partial<AccClientOptions>): AccClient;
  /** Another mirror of the same service. */
  anotherMirror(name: string): Mirror;
}

/** A few hundred metrics in two projects, three providers and six installations, unless said otherwise. */
export async function pullWorld(options: SandboxOptions = {}): Promise<PullWorld> {
  const sandbox = await startSandbox({
    dataset: { projects: 2, providers: 3, installations: 6, months: 12, metrics: 600 },
    ...options,
  });
  const folder = mkdtempSync(join(tmpdir(), "argo-acc-pull-"));
  const mirrors: Mirror[] = [];
  const open = (name: string) => {
    const mirror = openMirror(join(folder, name), { endpoint: sandbox.endpoint });
    mirrors.push(mirror);
    return mirror;
  };
  return {
    sandbox,
    mirror: open("mirror.db"),
    as: (role, more = {}) =>
      new AccClient({ endpoint: sandbox.endpoint, token: sandbox.token(role), ...more }),
    anotherMirror: open,
    async [Symbol.asyncDispose]() {
      for (const mirror of mirrors) mirror.close();
      rmSync(folder, { recursive: true, force: true });
      await sandbox.close();
    },
  };
}

/** Every row that a statement gives, as objects. */
export function rowsOf(mirror: Mirror, sql: string): Record<string, unknown>[] {
  const { columns, rows } = mirror.query(sql);
  return [...rows].map((row) => Object.fromEntries(columns.map((column, index) => [column, row[index]])));
}
