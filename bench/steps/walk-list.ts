import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

import { AccClient } from "@argo-acc/client";

import { printFacts, secondsSince } from "./print-facts.ts";

/**
 * Reads the metrics of a project and forgets them: the plain `list`, page by page, up to `limit` items, or
 * `readAll`, window by window.
 */
const [endpoint = "", token = "", project = "", how = "list", limit = "Infinity"] = process.argv.slice(2);
const acc = new AccClient({ endpoint, token });
const items =
  how === "list"
    ? acc.project(project).metrics.list()
    : acc.metrics.readAll({ kind: "project", project_id: project });
const began = performance.now();
let metrics = 0;
for await (const metric of items) {
  if (metric.id !== "") metrics += 1;
  if (metrics >= Number(limit)) break;
}
printFacts(secondsSince(began), { metrics, requests: acc.requests, live_mb: liveMb() });

/** What is still referred to, in MB: what a collection of garbage leaves. */
function liveMb(): number {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  collect();
  return Math.round(process.memoryUsage().heapUsed / 2 ** 17) / 8;
}
