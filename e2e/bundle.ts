import { join } from "node:path";

import { build } from "esbuild";

import { root } from "./pack.ts";

/** A script for browsers with all it imports, as one text. */
export interface Bundle {
  readonly text: string;
  /** The bytes each file has in it, the heaviest first. */
  readonly parts: readonly (readonly [path: string, bytes: number])[];
}

/**
 * Bundles a module with all its dependencies, for no platform in particular: a Node built-in in it is an error.
 *
 * @param entry a path from the root of the repository
 */
export async function bundleForBrowsers(entry: string): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    bundle: true,
    entryPoints: [join(root, entry)],
    format: "esm",
    legalComments: "none",
    logLevel: "silent",
    mainFields: ["module", "main"],
    metafile: true,
    minify: true,
    platform: "neutral",
    target: "es2024",
    write: false,
  });
  const inputs = Object.values(metafile.outputs).flatMap((output) => Object.entries(output.inputs));
  return {
    text: outputFiles.map((file) => file.text).join("\n"),
    parts: inputs
      .map(([path, { bytesInOutput }]) => [path, bytesInOutput] as const)
      .toSorted(([, a], [, b]) => b - a),
  };
}
