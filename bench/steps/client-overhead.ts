import { once } from "node:events";
import { join } from "node:path";
import { Worker } from "node:worker_threads";

import { AccClient } from "@argo-acc/client";

import { printFacts, secondsSince } from "./print-facts.ts";

/** Sends so many requests, one after the other, with bare `fetch`, `acc.request` or a method that checks the answer. */
const [how = "fetch", requests = "5000"] = process.argv.slice(2);
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
const send = ways[how];
if (send === undefined) throw new Error(`there is no way "${how}"`);

const repeat = async (times: number) => {
  for (let number = 0; number < times; number++) await send();
};
await repeat(1000);
const before = process.threadCpuUsage();
const began = performance.now();
await repeat(Number(requests));
const seconds = secondsSince(began);
const { user, system } = process.threadCpuUsage(before);
await worker.terminate();
printFacts(seconds, { cpu: (user + system) / 1e6 });

/** A token of the size that issuers give. Nobody checks its signature here. */
function jwt(claims: object): string {
  return `${base64({ alg: "RS256", kid: "1" })}.${base64(claims)}.${"s".repeat(342)}`;
}

function base64(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
