import { execFileSync } from "node:child_process";
import { join } from "node:path";

import { measure, type Measured, serve } from "./measure.ts";
import { count, report, times } from "./report.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const SYNC = join(import.meta.dirname, "../apps/sync");

/** The most memory a first pull by the bundled command holds, with 10,000, 100,000 and 1,000,000 metrics. */
export async function benchMemory(sizes: readonly number[] = [10_000, 100_000, 1_000_000]): Promise<void> {
  using folder = temporaryFolder();
  const bundle = join(SYNC, "node_modules/.bench"); // below a folder that has what is not bundled
  execFileSync(process.execPath, [join(SYNC, "build.ts"), bundle], { stdio: "inherit" });
  const measured: (Measured & { readonly size: number })[] = [];
  for (const size of sizes) {
    await using service = await serve(size);
    const path = join(folder.path, `mirror-${size}.db`);
    const command = join(bundle, "argo-acc.js");
    const pulled = await measure("pull-command", [command, service.endpoint, service.token, path, size]);
    measured.push({ size, ...pulled });
  }
  const [smallest] = measured;
  report(
    "memory",
    measured.map((pull) => ({
      what: `first pull of ${count(pull["metrics"] ?? 0)} metrics`,
      figure: `${pull.peak_mb} MB`,
      note: `${times(pull.peak_mb / (smallest?.peak_mb ?? 1))} the smallest, ${pull.seconds.toFixed(1)} s, ${count((pull["metrics"] ?? 0) / pull.seconds)} metrics/s`,
    })),
    measured,
  );
}
