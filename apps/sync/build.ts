import { chmod, rm } from "node:fs/promises";
import { join, resolve } from "node:path";

import { build } from "esbuild";

/**
 * Bundles the shipped command: `dist/argo-acc.js`, and beside it what single commands need, loaded with them. Only what
 * has to be built for the machine stays outside. Importing the database layer module by module would take far longer
 * than the rest of a short command; everything in one file would make the quick ones wait for it.
 *
 * `node build.ts [FOLDER]` writes to another folder than `dist`.
 */
const dist = resolve(process.argv[2] ?? join(import.meta.dirname, "dist"));
await rm(join(dist, "command"), { recursive: true, force: true });
await build({
  entryPoints: { "argo-acc": join(import.meta.dirname, "src/main.ts") },
  outdir: dist,
  chunkNames: "command/[name]-[hash]",
  bundle: true,
  splitting: true,
  platform: "node",
  format: "esm",
  target: "node22",
  external: ["better-sqlite3"],
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: "eof",
  // Bundled CommonJS modules ask for Node's own by require, which a module file does not have.
  banner: {
    js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
  },
  logLevel: "warning",
});
await chmod(join(dist, "argo-acc.js"), 0o755);
