import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";

/** What a {@link RawServer} does with a connection on which a request has come. */
export type RawReply = string | Uint8Array | ((socket: Socket, request: string) => void);

/** A server on loopback that answers each request with bytes as they are, and knows its connections. */
export class RawServer implements AsyncDisposable {
  /** The requests as they came. */
  readonly seen: string[] = [];
  /** Connections there have been. */
  connections = 0;
  readonly #open = new Set<Socket>();
  readonly #asked = new Set<Socket>();
  readonly #server: Server;

  constructor(reply: RawReply) {
    this.#server = createServer((socket) => {
      this.connections += 1;
      this.#open.add(socket);
      socket.on("close", () => {
        this.#open.delete(socket);
        this.#asked.delete(socket);
      });
      socket.on("error", () => {});
      socket.on("data", (chunk) => {
        const request = chunk.toString("latin1");
        this.seen.push(request);
        this.#asked.add(socket);
        if (typeof reply === "function") reply(socket, request);
        else socket.end(reply);
      });
    });
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Connections that are open now and have carried a request: fetch may open an idle one in place of one it gave up. */
  get open(): number {
    return this.#asked.size;
  }

  /** Waits until no such connection is open; gives up after a second. */
  async untilClosed(): Promise<void> {
    for (let looks = 0; looks < 200 && this.open > 0; looks++) await pause(5);
  }

  async listen(): Promise<this> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#open) socket.destroy();
    this.#server.close();
    await once(this.#server, "close");
  }
}

/** Starts one. */
export function serveRaw(reply: RawReply): Promise<RawServer> {
  return new RawServer(reply).listen();
}
