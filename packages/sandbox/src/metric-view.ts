import { AccConfigError, formatInstant, parseInstant } from "@argo-acc/core";

import type { InstallationRecord } from "./state/entities.ts";
import { isObjectId } from "./state/id-source.ts";
import { ADMIN_SUBJECT } from "./state/seeds.ts";
import { contextOf, markUsed } from "./state/write-metric.ts";
import type { World } from "./state/world.ts";

/** A metric as it is stored, for tests to look at. */
export interface StoredMetric {
  readonly id: string;
  readonly project_id: string;
  readonly provider: string;
  readonly installation_id: string;
  readonly metric_definition_id: string;
  readonly time_period_start: string;
  readonly time_period_end: string;
  readonly value: number;
  readonly group_id?: string;
  readonly user_id?: string;
  /** The OIDC subject of its writer. */
  readonly creator_id: string;
}

/** What a test puts in or changes directly, past all rules. */
export interface MetricChange {
  readonly metric_definition_id?: string | undefined;
  readonly time_period_start?: string | undefined;
  readonly time_period_end?: string | undefined;
  readonly value?: number | undefined;
  readonly group_id?: string | undefined;
  readonly user_id?: string | undefined;
}

/** The metrics of a sandbox: to look at, and to change behind the service's back. */
export class MetricView {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  /** How many there are. */
  get count(): number {
    return this.#world.metrics.size;
  }

  /**
   * All of them, in the order of insertion, or those of an installation.
   *
   * @throws AccConfigError for an installation that does not exist
   */
  list(
    options: { readonly installation?: string | undefined; readonly limit?: number | undefined } = {},
  ): StoredMetric[] {
    const { installation, limit = Number.POSITIVE_INFINITY } = options;
    if (installation !== undefined) this.#installation(installation);
    const found: StoredMetric[] = [];
    const { metrics } = this.#world;
    for (const row of metrics.rows()) {
      if (found.length >= limit) break;
      if (installation === undefined || metrics.context(row).installation_id === installation) {
        found.push(this.#read(row));
      }
    }
    return found;
  }

  /** Those that pass a test. */
  find(isWanted: (metric: StoredMetric) => boolean): StoredMetric[] {
    return [...this].filter(isWanted);
  }

  /** One of them; `undefined` if none has this id. */
  get(id: string): StoredMetric | undefined {
    const row = this.#row(id);
    return row === undefined ? undefined : this.#read(row);
  }

  /** All of them, in the order of insertion, each read when it is asked for. */
  *[Symbol.iterator](): Generator<StoredMetric> {
    for (const row of this.#world.metrics.rows()) yield this.#read(row);
  }

  /**
   * Puts a metric in, as if somebody else had written it, and tells its id.
   *
   * @throws AccConfigError for an installation that does not exist, or a time that is no instant
   */
  insert(installationId: string, metric: MetricChange): string {
    const installation = this.#installation(installationId);
    const definition = metric.metric_definition_id ?? this.#world.definitions.keys().next().value ?? "";
    const id = this.#world.newId();
    const context = contextOf(this.#world, installation, definition, ADMIN_SUBJECT);
    this.#world.metrics.insert(id, context, {
      start: instant("time_period_start", metric.time_period_start ?? "2024-01-01T00:00:00Z"),
      end: instant("time_period_end", metric.time_period_end ?? "2024-02-01T00:00:00Z"),
      value: metric.value ?? 0,
      group: metric.group_id,
      user: metric.user_id,
    });
    markUsed(this.#world, installation);
    return id;
  }

  /** Changes a metric; whether there was one. @throws AccConfigError for a time that is no instant */
  change(id: string, change: MetricChange): boolean {
    const { metrics } = this.#world;
    const row = this.#row(id);
    if (row === undefined) return false;
    const before = metrics.context(row);
    const definition = change.metric_definition_id ?? before.metric_definition_id;
    const { time_period_start: start, time_period_end: end } = change;
    metrics.update(row, metrics.contexts.intern({ ...before, metric_definition_id: definition }), {
      start: start === undefined ? metrics.start(row) : instant("time_period_start", start),
      end: end === undefined ? metrics.end(row) : instant("time_period_end", end),
      value: change.value ?? metrics.value(row),
      group: change.group_id ?? metrics.groups.text(metrics.group(row)),
      user: change.user_id ?? metrics.users.text(metrics.user(row)),
    });
    return true;
  }

  /** Deletes a metric; whether there was one. */
  delete(id: string): boolean {
    const row = this.#row(id);
    if (row !== undefined) this.#world.metrics.remove(row);
    return row !== undefined;
  }

  /** Lets two metrics change places in the order of lists; whether there were both. */
  swap(id: string, other: string): boolean {
    const [one, two] = [this.#row(id), this.#row(other)];
    if (one === undefined || two === undefined) return false;
    this.#world.metrics.swap(one, two);
    return true;
  }

  #installation(id: string): InstallationRecord {
    const installation = this.#world.installations.get(id);
    if (installation === undefined) throw new AccConfigError(`the sandbox has no installation "${id}"`);
    return installation;
  }

  #row(id: string): number | undefined {
    return isObjectId(id) ? this.#world.metrics.find(id) : undefined;
  }

  #read(row: number): StoredMetric {
    const { metrics } = this.#world;
    const context = metrics.context(row);
    const group = metrics.groups.text(metrics.group(row));
    const user = metrics.users.text(metrics.user(row));
    return {
      id: metrics.id(row),
      project_id: context.project_id,
      provider: context.provider,
      installation_id: context.installation_id,
      metric_definition_id: context.metric_definition_id,
      time_period_start: formatInstant(metrics.start(row)),
      time_period_end: formatInstant(metrics.end(row)),
      value: metrics.value(row),
      ...(group === undefined ? {} : { group_id: group }),
      ...(user === undefined ? {} : { user_id: user }),
      creator_id: context.creatorId,
    };
  }
}

function instant(name: string, text: string): number {
  const found = parseInstant(text);
  if (found === undefined) throw new AccConfigError(`${name} "${text}" is no instant`);
  return found.epochMs;
}
