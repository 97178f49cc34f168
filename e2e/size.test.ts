import { gzipSync } from "node:zlib";

import { describe, expect, it } from "vitest";

import { bundleForBrowsers } from "./bundle.ts";

/** What a page may load for the client, in bytes: two complete ways of reading are in it. */
const LIMIT = 42_000;

const { text, parts } = await bundleForBrowsers("packages/client/src/index.ts");
const zipped = gzipSync(text, { level: 9 }).length;
const kilobytes = (zipped / 1000).toFixed(1);

describe("the client with all its dependencies, bundled, minified and gzipped", () => {
  it(`has ${kilobytes} of the ${LIMIT / 1000} kB it may have`, () => {
    const heaviest = parts.slice(0, 8).map(([path, bytes]) => `${path} ${bytes}`);
    expect(zipped, `the heaviest, in bytes before gzip:\n${heaviest.join("\n")}`).toBeLessThanOrEqual(LIMIT);
  });

  it("has core, the transport and valibot in it, so that the figure is that of the whole", () => {
    const paths = parts.map(([path]) => path).join("\n");
    expect(paths).toContain("packages/core/src/instant.ts");
    expect(paths).toMatch(/\/valibot\/dist\/index\.mjs/);
    expect(paths).toMatch(/\/ofetch\/dist\//);
  });
});
