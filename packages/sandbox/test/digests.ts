import { createHash } from "node:crypto";

import { startSandbox } from "../src/index.ts";

/** Digests of what a sandbox of one seed answers: pages of a list, and a search. */
export async function digests(): Promise<readonly [list: string, search: string]> {
  await using sandbox = await startSandbox({ dataset: { seed: 3, metrics: 3000 } });
  const headers = { authorization: `Bearer ${sandbox.token("admin")}`, "content-type": "application/json" };
  const [project] = sandbox.state.projects.keys();
  const list = createHash("sha256");
  for (let page = 1; page <= 5; page++) {
    const path = `/projects/${project}/metrics?size=100&page=${page}`;
    const answer = await fetch(sandbox.endpoint + path, { headers });
    list.update(await answer.text());
  }
  const body = JSON.stringify({ type: "query", field: "project_id", operand: "neq", values: "" });
  const found = await fetch(`${sandbox.endpoint}/metrics/search?size=1000`, {
    method: "POST",
    headers,
    body,
  });
  const search = createHash("sha256").update(await found.text());
  return [list.digest("hex").slice(0, 16), search.digest("hex").slice(0, 16)];
}
