import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import type { Duplex } from "node:stream";

/** How a {@link TunnelProxy} behaves. */
export interface TunnelProxyOptions {
  /** The port on loopback where every name leads: the proxy looks names up, not the client. */
  readonly port?: number;
  /** `user:password` it wants. */
  readonly login?: string;
  /** What it answers instead of opening a tunnel; `"hang up"`: nothing. */
  readonly refusal?: number | "hang up";
}

/** An HTTP proxy on loopback that opens tunnels (`CONNECT`). */
export class TunnelProxy implements AsyncDisposable {
  /** What tunnels were asked for to, as `host:port`. */
  readonly asked: string[] = [];
  /** Everything it was told in headers. */
  readonly headers: IncomingMessage["headers"][] = [];
  readonly #server: Server;
  readonly #sockets = new Set<Duplex>();

  constructor({ port, login, refusal }: TunnelProxyOptions) {
    this.#server = createServer((request, response) => {
      this.asked.push(`${request.method} ${request.url}`);
      response.writeHead(400).end();
    });
    this.#server.on("connect", (request, socket) => {
      this.#sockets.add(socket);
      socket.on("error", () => socket.destroy()); // who was refused may hang up first
      this.asked.push(request.url ?? "");
      this.headers.push(request.headers);
      const wanted = login === undefined ? undefined : `Basic ${Buffer.from(login).toString("base64")}`;
      if (refusal === "hang up") socket.destroy();
      else if (refusal !== undefined) socket.end(`HTTP/1.1 ${refusal} No\r\n\r\n<html>`);
      else if (wanted !== request.headers["proxy-authorization"]) {
        socket.end("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
      } else {
        const far = connect(port ?? 1, "127.0.0.1", () => {
          socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
          far.pipe(socket).pipe(far);
        });
        this.#sockets.add(far);
        far.on("error", () => socket.destroy());
        socket.on("close", () => far.destroy());
      }
    });
  }

  /** `http://127.0.0.1:port` */
  get origin(): string {
    return `http://${this.host}`;
  }

  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async listen(): Promise<this> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }
}

/** Starts a proxy. */
export function proxy(options: TunnelProxyOptions): Promise<TunnelProxy> {
  return new TunnelProxy(options).listen();
}
