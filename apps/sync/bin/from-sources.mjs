#!/usr/bin/env node
// Runs the command from its TypeScript sources, in the folder where the package manager was called.
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(
    `error: TypeScript sources need Node 22.18 or newer, this is ${process.versions.node}\n  run it with pnpm argo-acc, which brings its own Node, or install a newer Node\n`,
  );
  process.exit(2);
}
if (process.env.INIT_CWD) process.chdir(process.env.INIT_CWD);
await import("../src/main.ts");
