import { actorOf, type Caller, holds, VIEW } from "../access/caller.ts";
import { type AccessRule, anyToken, reachesProvider, systemAdmin } from "../access/rules.ts";
import { ROUTES } from "../routes/route-table.ts";
import { searchOwn } from "../routes/search-scope.ts";
import { json, stringify } from "../service/answer.ts";
import type { Call } from "../service/call.ts";
import { pageOf } from "../service/page.ts";
import { forbidden } from "../service/refusal.ts";
import type { Route } from "../service/route.ts";
import { projectTree } from "../service/shapes.ts";
import type { ProjectRecord } from "../state/entities.ts";
import { olderReportRoutes } from "./older-reports.ts";
import { olderAnswer } from "./older-shapes.ts";
import { olderWriteRoutes } from "./older-writes.ts";

/** What came with 1.8: its paths, or parts of them. */
const NEW = [
  /^\/clients\/(?:me|general-permissions)$/,
  /^\/installations\/all$/,
  /\/external(?:\/|$)/,
  /\/capacities(?:\/|$)/,
  /\/(?:groups|users)\/[^/]+\/report$/,
  /^\/admin\/(?:actors|entitlements|settings)(?:\/|$)/,
  /\/(?:associate|dissociate)\/provider\//,
];

/** What was open to every registered caller: reading providers and definitions. */
const OPEN = [
  /^\/providers(?:\/search|\/\{provider\})?$/,
  /^\/metric-definitions(?:\/search|\/\{definition\})?$/,
];

const registered: AccessRule = ({ world, caller }) => {
  if (actorOf(world, caller.subject, caller.issuer) === undefined) throw forbidden();
};

const changedRoutes: readonly Route[] = [
  { method: "GET", path: "/projects", access: anyToken, paged: 100, handle: readableProjects },
  {
    method: "POST",
    path: "/metrics/search",
    access: anyToken,
    reads: true,
    paged: 1000,
    handle: searchOwn,
  },
  { method: "GET", path: "/admin/version", access: systemAdmin, handle: () => json({ version: "1.7.0" }) },
  ...olderReportRoutes,
  ...olderWriteRoutes,
];

/** The operations of 1.7.0, as far as they are known: its own roles and access lists are not. */
export const OLDER_ROUTES: readonly Route[] = [
  ...ROUTES.filter((route) => !NEW.some((path) => path.test(route.path)) && !isChanged(route)).map((route) =>
    isOpen(route) ? { ...route, access: registered } : route,
  ),
  ...changedRoutes,
].map((route) =>
  /\/metrics(?:\/|$)/.test(route.path)
    ? route
    : { ...route, handle: (call: Call) => olderAnswer(route.handle(call)) },
);

function isChanged({ method, path }: Route): boolean {
  return changedRoutes.some((changed) => changed.method === method && changed.path === path);
}

function isOpen({ method, path, reads }: Route): boolean {
  return (method === "GET" || reads === true) && OPEN.some((open) => open.test(path));
}

/** Every project the caller may read, or may read a part of: of that, the part. */
function readableProjects(call: Call) {
  const { world, caller } = call;
  const trees = [...world.projects.values()]
    .map((project) => readableTree(call, project, caller))
    .filter((tree) => tree !== undefined);
  return pageOf(trees, stringify, call.pageParts());
}

function readableTree({ world }: Call, project: ProjectRecord, caller: Caller) {
  const tree = projectTree(world, project);
  if (holds(caller, VIEW, [project.id])) return tree;
  const providers = tree.providers.flatMap((provider) => {
    if (reachesProvider(caller, VIEW, project.id, provider.id)) return [provider];
    const installations = provider.installations.filter(({ id }) =>
      holds(caller, VIEW, [project.id, provider.id, id]),
    );
    return installations.length === 0 ? [] : [{ ...provider, installations }];
  });
  return providers.length === 0 ? undefined : { ...tree, providers };
}
