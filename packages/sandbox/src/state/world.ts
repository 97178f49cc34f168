import { randomFrom } from "../random.ts";
import { RowCache } from "../search/row-cache.ts";
import type {
  ActorRecord,
  AssignmentRecord,
  CapacityRecord,
  DefinitionRecord,
  EntitlementRecord,
  InstallationRecord,
  ProjectRecord,
  ProviderRecord,
  ResourceRecord,
  TenantRecord,
  TypeRecord,
} from "./entities.ts";
import { IdSource } from "./id-source.ts";
import { MetricTable } from "./metric-table.ts";
import { ADMIN_SUBJECT, entitlementName, METRIC_TYPES, UNIT_TYPES } from "./seeds.ts";

/** Everything the service remembers. All maps are by id and in the order of creation. */
export interface World {
  readonly projects: Map<string, ProjectRecord>;
  readonly providers: Map<string, ProviderRecord>;
  readonly installations: Map<string, InstallationRecord>;
  readonly definitions: Map<string, DefinitionRecord>;
  /** Rises whenever a definition changes or goes. */
  definitionsVersion: number;
  readonly unitTypes: Map<string, TypeRecord>;
  readonly metricTypes: Map<string, TypeRecord>;
  /** By installation. */
  readonly capacities: Map<string, CapacityRecord[]>;
  readonly resources: Map<string, ResourceRecord>;
  readonly metrics: MetricTable;
  /** The rows of recent lists and searches. */
  readonly rows: RowCache;
  readonly actors: Map<string, ActorRecord>;
  readonly entitlements: Map<string, EntitlementRecord>;
  readonly assignments: Map<string, AssignmentRecord>;
  readonly tenants: Map<string, TenantRecord>;
  /** Where entitlements come from: `database` or the token's claim (`oidc`). */
  entitlementsManagement: string;
  /** The id of something created now. */
  newId(): string;
  /** A random UUID, as external ids are when none is given. */
  newUuid(): string;
  /** The server's clock, in milliseconds since the epoch. */
  now(): number;
  /** How things name who created them. */
  creatorIdOf(subject: string, issuer: string): string;
}

/** Options of {@link emptyWorld}. */
export interface WorldOptions {
  readonly seed: number;
  readonly now: () => number;
  /** The issuer of the system admin. */
  readonly issuer: string;
  /** How things name who created them. Default: by the subject. */
  readonly creatorIdOf?: (subject: string, issuer: string) => string;
}

/** What a fresh service holds: built-in types, and one system admin. */
export function emptyWorld(options: WorldOptions): World {
  const random = randomFrom(`world ${options.seed}`);
  const ids = new IdSource(random);
  const types = (seeds: readonly (readonly [string, string])[]) =>
    new Map(
      seeds.map(([name, description]) => {
        const id = ids.next(0);
        return [id, { id, name, description, creator_id: "" }];
      }),
    );
  const world: World = {
    projects: new Map(),
    providers: new Map(),
    installations: new Map(),
    definitions: new Map(),
    definitionsVersion: 0,
    unitTypes: types(UNIT_TYPES),
    metricTypes: types(METRIC_TYPES),
    capacities: new Map(),
    resources: new Map(),
    metrics: new MetricTable(),
    rows: new RowCache(),
    actors: new Map(),
    entitlements: new Map(),
    assignments: new Map(),
    tenants: new Map(),
    entitlementsManagement: "database",
    newId: () => ids.next(options.now()),
    newUuid: () =>
      `${random.hex(8)}-${random.hex(4)}-4${random.hex(3)}-a${random.hex(3)}-${random.hex(8)}${random.hex(4)}`,
    now: options.now,
    creatorIdOf: options.creatorIdOf ?? ((subject) => subject),
  };
  const actor = {
    id: ids.next(0),
    oidc_id: ADMIN_SUBJECT,
    name: "Test Client",
    email: "test.clent@example.org",
  };
  world.actors.set(actor.id, { ...actor, issuer: options.issuer });
  const entitlement = { id: ids.next(0), name: entitlementName([], "admin"), registered_on: null };
  world.entitlements.set(entitlement.id, entitlement);
  const id = ids.next(0);
  world.assignments.set(id, { id, actor_id: actor.id, entitlement_id: entitlement.id, assigned_at: null });
  return world;
}

/** The installations that trees and lists show: project after project, provider after provider. */
export function* listedInstallations(world: World): Generator<InstallationRecord> {
  for (const project of world.projects.values()) yield* installationsOfProject(world, project);
}

/** The installations of a project, provider after provider. */
export function* installationsOfProject(world: World, project: ProjectRecord): Generator<InstallationRecord> {
  for (const { installations } of project.providers.values()) {
    for (const id of installations) {
      const installation = world.installations.get(id);
      if (installation !== undefined) yield installation;
    }
  }
}

/** The installations of a provider in a project; none when it is not associated. */
export function installationsOfProvider(
  world: World,
  project: ProjectRecord,
  providerId: string,
): InstallationRecord[] {
  const ids = project.providers.get(providerId)?.installations ?? [];
  return ids.map((id) => world.installations.get(id)).filter((found) => found !== undefined);
}

/** Whether a provider takes part in any project. */
export function isAssociated(world: World, providerId: string): boolean {
  return world.projects.values().some((project) => project.providers.has(providerId));
}
