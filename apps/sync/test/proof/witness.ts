import { type Grant, grantCovers } from "@argo-acc/core";
import type { Sandbox, StoredMetric } from "@argo-acc/sandbox";
import { type Mirror, readMetricItems } from "@argo-acc/store/mirror";

import type { PullResult } from "../../src/pull/pull.ts";

/** Whether a grant covers a metric. */
export function covers(
  grant: Grant,
  {
    project_id,
    provider,
    installation_id,
  }: Pick<StoredMetric, "project_id" | "provider" | "installation_id">,
): boolean {
  return grantCovers(grant, { kind: "installation", project_id, provider_id: provider, installation_id });
}

/** What stays the same in a metric whose value others change, and the value. */
interface Shown {
  readonly rest: string;
  readonly value: number;
}

/** Sees what service and mirror hold before a run, and judges afterwards what the run made of it. */
export class Witness {
  readonly #sandbox: Sandbox;
  readonly #mirror: Mirror;
  readonly #metrics: readonly StoredMetric[];
  readonly #shown: ReadonlySet<string>;

  constructor(sandbox: Sandbox, mirror: Mirror) {
    this.#sandbox = sandbox;
    this.#mirror = mirror;
    sandbox.churn.clearLog();
    this.#metrics = sandbox.metrics.list();
    this.#shown = new Set(shownIn(mirror).keys());
  }

  /** What the run did that it must not do, in words. */
  judge({ grants }: PullResult): string[] {
    const log = this.#sandbox.churn.log();
    const unsteady = this.#sandbox.churn.unsteady();
    const values = new Map<string, Set<number>>();
    for (const { id, before, after } of log) {
      const seen = values.get(id) ?? new Set();
      for (const metric of [before, after]) if (metric !== undefined) seen.add(metric.value);
      values.set(id, seen);
    }
    const wrong: string[] = [];
    const shown = shownIn(this.#mirror, (id) => wrong.push(`${id} is shown twice`));
    for (const metric of this.#metrics) {
      const { id } = metric;
      const found = shown.get(id);
      if (unsteady.has(id)) continue;
      const isRead = grants.some(({ grant, state }) => state === "read" && covers(grant, metric));
      if (found === undefined) {
        if (isRead) wrong.push(`${id} was there all the time, and is not shown though its grant is read`);
        if (this.#shown.has(id)) wrong.push(`${id} was there all the time, and is shown no more`);
      } else if (isRead) {
        const expected = shownOf(metric);
        if (found.rest !== expected.rest) wrong.push(`${found.rest} is shown and not ${expected.rest}`);
        const possible = values.get(id) ?? new Set([metric.value]);
        if (!possible.has(found.value)) wrong.push(`${id} is shown with the value ${found.value}`);
      }
    }
    for (const id of this.#shown) {
      if (!shown.has(id) && unsteady.has(id) && this.#sandbox.metrics.get(id) !== undefined) {
        wrong.push(`${id}, whose start moved, is there and shown no more`);
      }
    }
    return wrong;
  }
}

function shownIn(mirror: Mirror, onRepeat: (id: string) => void = () => {}): Map<string, Shown> {
  const shown = new Map<string, Shown>();
  for (const item of readMetricItems(mirror)) {
    if (shown.has(item.id)) onRepeat(item.id);
    shown.set(item.id, shownOf(item));
  }
  return shown;
}

function shownOf(
  metric: Omit<StoredMetric, "creator_id" | "group_id" | "user_id"> & {
    readonly group_id?: string | null;
    readonly user_id?: string | null;
  },
): Shown {
  const { id, project_id, provider, installation_id, metric_definition_id, group_id, user_id } = metric;
  const { time_period_start, time_period_end, value } = metric;
  const path = [project_id, provider, installation_id];
  const rest = [id, ...path, metric_definition_id, time_period_start, time_period_end, group_id, user_id];
  return { rest: JSON.stringify(rest), value };
}
