import { parseArgs } from "node:util";

import { benchClient } from "./client.ts";
import { benchExport } from "./export.ts";
import { benchLarge } from "./large.ts";
import { benchLatency } from "./latency.ts";
import { benchMemory } from "./memory.ts";
import { benchPeers } from "./peers.ts";
import { benchPlan } from "./plan.ts";
import { benchPull } from "./pull.ts";
import { benchPythonLibrary } from "./python-library.ts";
import { benchSandbox } from "./sandbox.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { "python-library": { type: "string" }, python: { type: "string" } },
});

/** `pnpm bench` runs every benchmark, `pnpm bench pull memory` those named. */
const benchmarks: Readonly<Record<string, () => Promise<void>>> = {
  client: benchClient,
  "python-library": () => benchPythonLibrary(values["python-library"]),
  pull: benchPull,
  plan: () => benchPlan(),
  latency: () => benchLatency(),
  peers: () => benchPeers(values.python),
  memory: benchMemory,
  large: () => benchLarge(),
  export: benchExport,
  sandbox: benchSandbox,
};

for (const name of positionals.length > 0 ? positionals : Object.keys(benchmarks)) {
  const benchmark = benchmarks[name];
  if (benchmark === undefined) {
    console.error(`there is no benchmark "${name}"; there are ${Object.keys(benchmarks).join(", ")}`);
    process.exitCode = 2;
    break;
  }
  await benchmark();
}
