import { chmod } from "node:fs/promises";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";

/**
 * Bundles the shipped command into one file. Only what has to be built for the machine stays outside; everything else
 * is inside because importing the database layer module by module takes far longer than the rest of a short command.
 */
const outfile = fileURLToPath(new URL("dist/argo-acc.js", import.meta.url));
await build({
  entryPoints: [fileURLToPath(new URL("src/main.ts", import.meta.url))],
  outfile,
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node22",
  external: ["better-sqlite3"],
  legalComments: "linked",
  // Bundled CommonJS modules ask for Node's own by require, which a module file does not have.
  banner: {
    js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
  },
  logLevel: "warning",
});
await chmod(outfile, 0o755);
