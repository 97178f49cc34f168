import { expect, test } from "vitest";

import { type SandboxOptions, startSandbox } from "../src/index.ts";
import { ask } from "./ask.ts";

const EVERYTHING = { type: "query", field: "project_id", operand: "neq", values: "" };

/** What a search for everything gives: how many metrics there are, or the status it is refused with. */
async function found(options: SandboxOptions): Promise<Readonly<Record<string, unknown>>> {
  await using sandbox = await startSandbox({ dataset: { metrics: 400, installations: 12 }, ...options });
  const [project] = sandbox.state.projects.keys();
  const own = sandbox.metrics.find((metric) => metric.project_id === project).length;
  const counts: Record<string, unknown> = {};
  for (const as of ["admin", "pa", "norole"]) {
    const { status, body } = await ask(sandbox, "POST /metrics/search", { as, body: EVERYTHING });
    const total = body["total_elements"];
    counts[as] = total === own ? "own" : (total ?? status);
  }
  return counts;
}

test.for([
  [{}, { admin: 400, pa: 400, norole: 400 }],
  [{ search: "everything" }, { admin: 400, pa: 400, norole: 400 }],
  [{ search: "own" }, { admin: 400, pa: "own", norole: 0 }],
  [{ search: "forbidden" }, { admin: 400, pa: 403, norole: 403 }],
  [{ service: "1.7.0" }, { admin: 400, pa: "own", norole: 0 }],
  [
    { service: "1.7.0", search: "everything" },
    { admin: 400, pa: 400, norole: 400 },
  ],
  [
    { service: "1.7.0", search: "forbidden" },
    { admin: 400, pa: 403, norole: 403 },
  ],
] as const)("with %o a search finds %o", async ([options, counts]) => {
  expect(await found(options)).toEqual(counts);
});
