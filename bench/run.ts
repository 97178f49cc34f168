import { benchExport } from "./export.ts";
import { benchMemory } from "./memory.ts";
import { benchPull } from "./pull.ts";
import { benchSandbox } from "./sandbox.ts";

/** `pnpm bench` runs every benchmark, `pnpm bench pull memory` those named. */
const benchmarks: Readonly<Record<string, () => Promise<void>>> = {
  pull: benchPull,
  memory: benchMemory,
  export: benchExport,
  sandbox: benchSandbox,
};

const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(benchmarks);
for (const name of names) {
  const benchmark = benchmarks[name];
  if (benchmark === undefined) {
    console.error(`there is no benchmark "${name}"; there are ${Object.keys(benchmarks).join(", ")}`);
    process.exitCode = 2;
    break;
  }
  await benchmark();
}
