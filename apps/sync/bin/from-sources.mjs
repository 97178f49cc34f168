#!/usr/bin/env node
// Runs the command from its TypeScript sources: what `pnpm argo-acc` finds in this repository.
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(
    `error: TypeScript sources need Node 22.18 or newer, this is ${process.versions.node}\n  run it with pnpm argo-acc, which brings its own Node, or install a newer Node\n`,
  );
  process.exit(2);
}
await import("../src/main.ts");
