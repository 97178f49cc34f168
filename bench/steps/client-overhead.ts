import { once } from "node:events";
import { join } from "node:path";
import { Worker } from "node:worker_threads";

import { AccClient } from "@argo-acc/client";

import { printFacts, secondsSince } from "./print-facts.ts";

/**
 * Sends requests one after the other, 500 with bare `fetch`, 500 with `acc.request`, 500 with a method that checks the
 * answer, and so on: prints the median of each in microseconds a request, by the clock and of this thread.
 */
const [turns = "15"] = process.argv.slice(2);
const REQUESTS = 500;
const installation = {
  id: "65f0c0ffee65f0c0ffee65f0",
  project: "prj-1",
  organisation: "65f0c0ffee65f0c0ffee65f1",
  infrastructure: "cloud",
  installation: "grid-1",
  external_id: "b6c4d5a2-5f2b-4c59-9c6e-0d0f5a1f7b11",
  capacities: [],
};
const worker = new Worker(join(import.meta.dirname, "answer-always.ts"), {
  workerData: { body: JSON.stringify(installation) },
});
const [port] = (await once(worker, "message")) as [number];
const token = jwt({
  iss: "https://id.example.org/realms/acc",
  sub: "site-1",
  entitlements: "urn:x".repeat(300),
});
const acc = new AccClient({ endpoint: `http://127.0.0.1:${port}`, token });
const path = `/installations/${installation.id}`;
const headers = { authorization: `Bearer ${token}`, accept: "application/json" };

const ways: Readonly<Record<string, () => Promise<unknown>>> = {
  fetch: async () => (await fetch(acc.endpoint + path, { headers })).json(),
  request: () => acc.request("GET", path),
  get: () => acc.installation(installation.id).get(),
};
const rounds = Object.entries(ways).map(([name, send]) => ({
  name,
  send,
  cpu: [] as number[],
  wall: [] as number[],
}));
const began = performance.now();
// the ways take turns, so that a busy machine slows all of them; the first rounds are for the compiler
for (let round = -3; round < Number(turns); round++) {
  for (const { send, cpu, wall } of rounds) {
    const before = process.threadCpuUsage();
    const start = performance.now();
    for (let number = 0; number < REQUESTS; number++) await send();
    const { user, system } = process.threadCpuUsage(before);
    if (round < 0) continue;
    wall.push((secondsSince(start) / REQUESTS) * 1e6);
    cpu.push((user + system) / REQUESTS);
  }
}
await worker.terminate();
const medians = rounds.flatMap(({ name, cpu, wall }) => [
  [`${name}_us`, median(wall)],
  [`${name}_cpu_us`, median(cpu)],
]);
printFacts(secondsSince(began), Object.fromEntries(medians));

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

/** A token of the size that issuers give. Nobody checks its signature here. */
function jwt(claims: object): string {
  return `${base64({ alg: "RS256", kid: "1" })}.${base64(claims)}.${"s".repeat(342)}`;
}

function base64(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
