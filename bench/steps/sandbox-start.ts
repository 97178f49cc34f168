import { dataset, startSandbox } from "@argo-acc/sandbox";

import { printFacts, secondsSince } from "./print-facts.ts";

/** Starts a sandbox with the given number of metrics, its code loaded already, and ends it. */
const [metrics = "20000"] = process.argv.slice(2);
const began = performance.now();
const before = process.threadCpuUsage();
const sandbox = await startSandbox({ dataset: dataset({ metrics: Number(metrics) }) });
const seconds = secondsSince(began);
const { user, system } = process.threadCpuUsage(before);
const count = sandbox.metrics.count;
await sandbox.close();
printFacts(seconds, { metrics: count, cpu: (user + system) / 1e6 });
