#!/usr/bin/env node
// Runs the command from its TypeScript sources: what `pnpm argo-acc` finds in this repository.
if (Number.parseInt(process.versions.node, 10) < 24) {
  process.stderr.write(
    `error: TypeScript sources need Node 24 or newer, this is ${process.versions.node}\n  call pnpm argo-acc, which brings its own Node, or install a newer one\n`,
  );
  process.exit(2);
}
await import("../src/main.ts");
