import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";

import { openMetricWriter, openMirror, startRun } from "@argo-acc/store/mirror";

import { printFacts, secondsSince } from "./print-facts.ts";

/** Stores recorded windows in a new mirror, one transaction a window as a pull does; only the storing is timed. */
const [windows = "", path = ""] = process.argv.slice(2);
using mirror = openMirror(path, { endpoint: "http://127.0.0.1/accounting-system" });
const run = startRun(mirror, Date.now());
const writer = openMetricWriter(mirror, run, { kind: "system" });
let seconds = 0;
let metrics = 0;
for await (const line of createInterface({ input: createReadStream(windows) })) {
  const { items, window } = JSON.parse(line);
  const began = performance.now();
  writer.apply(window, items);
  seconds += secondsSince(began);
  metrics += items.length;
}
printFacts(seconds, { metrics });
