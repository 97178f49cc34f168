import { once } from "node:events";
import { join } from "node:path";
import { Worker } from "node:worker_threads";

import { dataset, startSandbox } from "@argo-acc/sandbox";

import type { PagesWanted } from "./ask-pages.ts";
import { printFacts, secondsSince } from "./print-facts.ts";

/** Serves pages of 100 metrics to a worker, and measures the time of this thread, which does nothing else. */
const [metrics = "20000", pages = "10000", which = "all", whose = "project", connections = "16"] =
  process.argv.slice(2);
await using sandbox = await startSandbox({ dataset: dataset({ metrics: Number(metrics) }) });
const workerData: PagesWanted = {
  endpoint: sandbox.endpoint,
  token: sandbox.tokens.admin,
  pages: Number(pages),
  which,
  whose,
  connections: Number(connections),
};
const worker = new Worker(join(import.meta.dirname, "ask-pages.ts"), { workerData });
await once(worker, "message");
const began = performance.now();
const before = process.threadCpuUsage();
worker.postMessage("again", []);
await once(worker, "message");
const { user, system } = process.threadCpuUsage(before);
const wall = secondsSince(began);
await worker.terminate();
printFacts((user + system) / 1e6, { wall, pages: Number(pages) });
