import { createWriteStream } from "node:fs";
import { once } from "node:events";

import { AccClient } from "@argo-acc/client";

import { printFacts, secondsSince } from "./print-facts.ts";

/**
 * Reads everything as a first pull does, and keeps each request; with a second file, the windows that were read as
 * well, for a step that only inserts.
 */
const [endpoint = "", token = "", requests = "", windows = ""] = process.argv.slice(2);
const log = createWriteStream(requests);
const acc = new AccClient({
  endpoint,
  token,
  fetch: (input, init) => {
    const { method, body } = init ?? {};
    log.write(`${JSON.stringify({ method, url: String(input), body })}\n`);
    return fetch(input, init);
  },
});
const kept = windows === "" ? undefined : createWriteStream(windows);
const began = performance.now();
const { installations } = await acc.discover();
let metrics = 0;
for await (const reading of acc.metrics.readAll({ kind: "system" }, { installations }).windows()) {
  if (reading.outcome !== "read") throw new Error(`a window was not read: ${JSON.stringify(reading)}`);
  metrics += reading.items.length;
  if (kept?.write(`${JSON.stringify(reading)}\n`) === false) await once(kept, "drain");
}
for (const stream of [log, kept]) {
  stream?.end();
  if (stream !== undefined) await once(stream, "finish");
}
printFacts(secondsSince(began), { metrics, requests: acc.requests });
