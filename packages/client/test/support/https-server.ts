import { once } from "node:events";
import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";

/** The file of a {@link certificate}. */
export function certificateFile(name: "valid" | "expired"): string {
  return fileURLToPath(new URL(`../fixtures/tls/${name}.pem`, import.meta.url));
}

/** Certificates that sign themselves, each with its key: one for acc.example.org and 127.0.0.1, and one that expired. */
export function certificate(name: "valid" | "expired"): string {
  return readFileSync(certificateFile(name), "utf8");
}

/** An HTTPS server on loopback. */
export class SecureServer implements AsyncDisposable {
  /** `Host` and `Authorization` of each request. */
  readonly seen: { readonly host: string | undefined; readonly authorization: string | undefined }[] = [];
  readonly #server: Server;

  constructor(name: "valid" | "expired", answer: (response: ServerResponse) => void) {
    const pem = certificate(name);
    this.#server = createServer({ cert: pem, key: pem }, (request: IncomingMessage, response) => {
      this.seen.push({ host: request.headers.host, authorization: request.headers.authorization });
      answer(response);
    });
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async listen(): Promise<this> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }
}

/** Starts one that answers everything with a project. */
export function serveSecurely(name: "valid" | "expired" = "valid"): Promise<SecureServer> {
  return new SecureServer(name, (response) => {
    response.writeHead(200, { "content-type": "application/json" });
    response.end('{"id":"p","providers":[]}');
  }).listen();
}
