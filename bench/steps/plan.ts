import { AccClient } from "@argo-acc/client";
import { dataset, type Sandbox, startSandbox } from "@argo-acc/sandbox";
import { openMirror } from "@argo-acc/store/mirror";
import { pull } from "@argo-acc/sync";

import { printFacts, secondsSince } from "./print-facts.ts";

/**
 * What the next pull asks after a change upstream: a service of 200 installations in a process of its own is pulled,
 * changed, and pulled once more; then read in full. Prints the requests of both.
 */
const [change = "nothing", path = "", metrics = "200000"] = process.argv.slice(2);

const CHANGES: Readonly<Record<string, (sandbox: Sandbox) => Promise<void>>> = {
  nothing: async () => {},
  "a new month in 1 of 200 installations": async (sandbox) => {
    const last = latest(sandbox);
    const month = "2025-02-01T00:00:00Z";
    for (const metric of sandbox.metrics.find((one) => one.installation_id === last).slice(-40)) {
      sandbox.metrics.insert(last, {
        ...metric,
        time_period_start: "2025-01-01T00:00:00Z",
        time_period_end: month,
      });
    }
  },
  "20 values restated in old months": async (sandbox) => {
    const old = sandbox.metrics.find((one) => one.time_period_start < "2023-07");
    for (let at = 0; at < 20; at++) {
      const metric = old[Math.floor((at * old.length) / 20)];
      if (metric !== undefined) sandbox.metrics.change(metric.id, { value: metric.value + 1 });
    }
  },
  "5 deletions": async (sandbox) => {
    const all = sandbox.metrics.list();
    for (let at = 0; at < 5; at++) sandbox.metrics.delete(all[Math.floor((at * all.length) / 5)]?.id ?? "");
  },
  "a definition restated in 1 of 200 installations, every month": async (sandbox) => {
    const last = latest(sandbox);
    const [first] = sandbox.metrics.list({ installation: last, limit: 1 });
    const same = (one: { readonly installation_id: string; readonly metric_definition_id: string }) =>
      one.installation_id === last && one.metric_definition_id === first?.metric_definition_id;
    for (const metric of sandbox.metrics.find(same)) {
      sandbox.metrics.change(metric.id, { value: metric.value * 1.01 + 1 });
    }
  },
  "a capacity registered": async (sandbox) => {
    const last = latest(sandbox);
    const [metric] = sandbox.metrics.list({ installation: last, limit: 1 });
    const acc = new AccClient({ endpoint: sandbox.endpoint, token: sandbox.tokens.admin });
    await acc.installation(last).capacities.add({
      metric_definition_id: metric?.metric_definition_id ?? "",
      value: 1000,
      registered_on: "2024-03-15",
    });
  },
};

function latest(sandbox: Sandbox): string {
  return [...sandbox.state.installations.keys()].at(-1) ?? "";
}

const make = CHANGES[change];
if (make === undefined) throw new Error(`no change "${change}": ${Object.keys(CHANGES).join("; ")}`);
await using sandbox = await startSandbox({
  dataset: dataset({ metrics: Number(metrics), installations: 200, providers: 20 }),
});
const acc = new AccClient({ endpoint: sandbox.endpoint, token: sandbox.tokens.admin });
using mirror = openMirror(path, { endpoint: acc.endpoint });
await pull(acc, mirror);
await make(sandbox);
const began = performance.now();
const next = await pull(acc, mirror);
const seconds = secondsSince(began);
const full = await pull(acc, mirror, { full: true });
if (!next.complete || !full.complete) throw new Error("a pull was not complete");
printFacts(seconds, {
  metrics: full.metrics,
  requests: next.requests,
  read: next.rows.added + next.rows.changed + next.rows.unchanged,
  written: next.rows.added + next.rows.changed + next.rows.gone,
  left: full.rows.added + full.rows.changed + full.rows.gone,
  full_requests: full.requests,
  full_seconds: full.seconds,
});
