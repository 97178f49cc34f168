import { decode, metricItemSchema, pageSchema } from "@argo-acc/core";
import { dataset, startSandbox } from "@argo-acc/sandbox";

import { printFacts, secondsSince } from "./print-facts.ts";

/** Parses a page of 100 metrics so many times as JSON, and checks it so many times with its schema. */
const [times = "3000"] = process.argv.slice(2);
await using sandbox = await startSandbox({ dataset: dataset({ metrics: 1000 }) });
const answer = await fetch(`${sandbox.endpoint}/metrics/search?size=100`, {
  method: "POST",
  headers: { authorization: `Bearer ${sandbox.tokens.admin}`, "content-type": "application/json" },
  body: JSON.stringify({ type: "query", field: "project_id", operand: "neq", values: "" }),
});
const text = await answer.text();
const schema = pageSchema(metricItemSchema);
const pages: unknown[] = [];

function parse(count: number): number {
  const began = performance.now();
  for (let number = 0; number < count; number++) pages[number] = JSON.parse(text);
  return secondsSince(began);
}

function check(): number {
  const began = performance.now();
  for (const page of pages) decode(schema, page, "a page");
  return secondsSince(began);
}

parse(500);
check();
const parsed = parse(Number(times));
const checked = check();
printFacts(checked, { parsed, times: Number(times), bytes: text.length });
