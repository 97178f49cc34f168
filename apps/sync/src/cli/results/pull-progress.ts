import { basename } from "node:path";

import { grantKey } from "@argo-acc/core";

import type { PullEvent } from "../../pull/pull-options.ts";
import { formatDuration } from "../duration.ts";
import { sayWaiting } from "../lock-wait.ts";
import type { Output } from "../output.ts";
import { openProgress } from "../progress.ts";
import { count, formatNumber } from "../words.ts";

/** Shows a pull while it runs. */
export interface PullProgress extends Disposable {
  readonly onEvent: (event: PullEvent) => void;
}

/** Says where a pull reads from, what the catalogue has, and how far the metrics are. */
export async function showPull(output: Output, path: string, endpoint: string): Promise<PullProgress> {
  const bar = await openProgress("metrics", output);
  const rows = new Map<string, number>();
  const expected = new Map<string, number>();
  const began = performance.now();
  return {
    onEvent(event) {
      switch (event.type) {
        case "discovered": {
          const words = grantSummary(event.discovery.grants.map(({ grant }) => grant.kind));
          output.say(`${new URL(endpoint).host} · ${words} · ${basename(path)}`);
          return;
        }
        case "catalogue": {
          const { projects, providers, installations, metric_definitions } = event;
          const parts = [
            count(projects, "project"),
            count(providers, "provider"),
            count(installations, "installation"),
            count(metric_definitions, "definition"),
          ];
          output.say(`  ${parts.join(", ")}`);
          return;
        }
        case "reading":
          expected.set(grantKey(event.grant), event.expected);
          return;
        case "progress": {
          rows.set(grantKey(event.grant), event.rows);
          const done = sum(rows);
          const total = sum(expected);
          const rate = done / Math.max(0.001, (performance.now() - began) / 1000);
          const left = total > done ? `   ${formatDuration(((total - done) / rate) * 1000)} left` : "";
          bar.update(done, total, `${formatNumber(Math.round(rate))}/s${left}`);
          return;
        }
        case "waiting":
          sayWaiting(event.holder, output);
          return;
        case "grant":
      }
    },
    [Symbol.dispose]: () => bar[Symbol.dispose](),
  };
}

function grantSummary(kinds: readonly string[]): string {
  if (kinds.length === 0) return "nothing readable";
  if (kinds.includes("system")) return "the whole system";
  const counts = Map.groupBy(kinds, (kind) => kind);
  return [...counts].map(([kind, all]) => count(all.length, kind)).join(", ");
}

function sum(values: ReadonlyMap<string, number>): number {
  let total = 0;
  for (const value of values.values()) total += value;
  return total;
}
