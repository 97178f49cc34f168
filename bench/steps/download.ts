import { readFileSync } from "node:fs";

import { printFacts, secondsSince } from "./print-facts.ts";

/**
 * The limit: sends recorded requests again, four in flight, and reads their answers to the end. With `parse`, each
 * answer is parsed as JSON as well; nothing is kept.
 */
const [requests = "", token = "", how = "raw"] = process.argv.slice(2);
const queue = readFileSync(requests, "utf8")
  .trimEnd()
  .split("\n")
  .map((line) => JSON.parse(line) as { method: string; url: string; body?: string });

let next = 0;
let bytes = 0;
async function work(): Promise<void> {
  for (let request = queue[next++]; request !== undefined; request = queue[next++]) {
    const response = await fetch(request.url, {
      method: request.method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      ...(request.body === undefined ? {} : { body: request.body }),
    });
    if (how === "parse") {
      const text = await response.text();
      bytes += text.length;
      JSON.parse(text);
    } else {
      const body = await response.arrayBuffer();
      bytes += body.byteLength;
    }
  }
}

const began = performance.now();
await Promise.all([work(), work(), work(), work()]);
printFacts(secondsSince(began), { requests: queue.length, bytes });
