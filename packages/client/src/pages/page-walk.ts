import {
  AccConfigError,
  comparePaths,
  type Grant,
  grantCovers,
  type Installation,
  resourcePath,
} from "@argo-acc/core";

import type { Transport } from "../transport/transport.ts";
import { GuardedList } from "./guarded-list.ts";
import type { ListReadOptions } from "./list-passes.ts";
import type { Ranged } from "./tile-ranges.ts";

/** One reading of a grant by its lists. */
export interface PageWalk extends ListReadOptions {
  readonly transport: Transport;
  readonly installations: readonly Installation[];
}

/** An installation of the catalogue. Its range holds its path alone. */
export interface Member extends Ranged {
  readonly path: string;
  readonly list: GuardedList;
}

/** The installations of the catalogue that a grant covers, in the order of their paths; none that no URL can name. */
export function membersOf({ transport, installations }: PageWalk, grant: Grant): Member[] {
  const members = new Map<string, Member>();
  for (const { id, project, organisation } of installations) {
    const own = {
      kind: "installation",
      project_id: project,
      provider_id: organisation,
      installation_id: id,
    } as const;
    if (!grantCovers(grant, own)) continue;
    const path = resourcePath(project, organisation, id);
    try {
      members.set(path, { path, range: [path, `${path}\0`], list: new GuardedList(transport, own) });
    } catch (error) {
      if (!(error instanceof AccConfigError)) throw error;
    }
  }
  return [...members.values()].toSorted((a, b) => comparePaths(a.path, b.path));
}
