#!/usr/bin/env node
import module from "node:module"; // the default import, since old versions of Node lack some names and must reach the check below
import { fileURLToPath } from "node:url";
import v8 from "node:v8";

if (Number.parseInt(process.versions.node, 10) < 22) {
  process.stderr.write(
    `error: argo-acc needs Node 22 or newer, this is ${process.versions.node}\n  install a newer Node\n`,
  );
  process.exit(2);
}

// Rows come and go by the million while few are held at a time. Left alone, the heap grows to several times of what is in
// use, which twice as many collections avoid. Sizes cannot be set any more once the process runs, growth can.
for (const flag of ["--semi-space-growth-factor=1", "--heap-growing-percent=100"])
  v8.setFlagsFromString(flag);
module.enableCompileCache();
const { run } = await import("./cli/run.ts");
const code = await run(process.argv.slice(2), fileURLToPath(import.meta.url));
// Whatever still keeps the process alive, such as an idle connection, is not waited for; output is.
for (const stream of [process.stdout, process.stderr]) {
  if (stream.writable) await new Promise<void>((resolve) => stream.write("", () => resolve()));
}
process.exit(code);
