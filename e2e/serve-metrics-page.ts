import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

import { bundleForBrowsers } from "./bundle.ts";
import { root } from "./pack.ts";

/** A server on this machine's loopback. */
export interface Served {
  /** `http://127.0.0.1:…/` */
  readonly url: string;
  [Symbol.asyncDispose](): Promise<void>;
}

const page = "packages/core/examples/metrics-page";

/** Serves the example of core, its script bundled. Port 0 is any that is free. */
export async function serveMetricsPage(port = 0): Promise<Served> {
  const { text } = await bundleForBrowsers(`${page}/page.ts`);
  const file = (name: string) => readFileSync(join(root, page, name), "utf8");
  return serveFiles(
    {
      "/": ["text/html", file("index.html")],
      "/style.css": ["text/css", file("style.css")],
      "/page.js": ["text/javascript", text],
    },
    port,
  );
}

/** Serves texts by their paths, on the loopback alone. */
export async function serveFiles(
  files: Readonly<Record<string, readonly [type: string, text: string]>>,
  port = 0,
): Promise<Served> {
  const server = createServer((request, response) => {
    const [type, text] = files[request.url ?? ""] ?? [];
    if (type === undefined) response.writeHead(404).end();
    else response.writeHead(200, { "content-type": `${type}; charset=utf-8` }).end(text);
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

if (import.meta.main) {
  const { url } = await serveMetricsPage(8091);
  console.log(`${url} shows metrics from a file; Ctrl+C ends`);
}
