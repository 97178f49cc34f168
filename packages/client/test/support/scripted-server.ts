import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { once } from "node:events";

/** What the server was asked. */
export interface SeenRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly authorization: string | undefined;
  readonly body: string;
}

/** One answer: a status with a body, or whatever a function does to the connection. */
export type Reply =
  | {
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      /** An object is sent as JSON. Default: an empty body. */
      readonly body?: unknown;
    }
  | ((response: ServerResponse, request: IncomingMessage) => void);

/** An HTTP server on loopback that answers from a script; the last reply is repeated. */
export class ScriptedServer implements AsyncDisposable {
  readonly seen: SeenRequest[] = [];
  readonly #server: Server;
  readonly #replies: readonly Reply[];

  constructor(replies: readonly Reply[]) {
    this.#replies = replies;
    this.#server = createServer((request, response) => {
      void this.#answer(request, response);
    });
  }

  /** `http://127.0.0.1:port` */
  get origin(): string {
    const address = this.#server.address();
    if (address === null || typeof address === "string") throw new Error("the server does not listen");
    return `http://127.0.0.1:${address.port}`;
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

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = "";
    for await (const chunk of request) body += String(chunk);
    const { method = "", url = "" } = request;
    this.seen.push({ method, url, authorization: request.headers.authorization, body });
    const reply = this.#replies[Math.min(this.seen.length, this.#replies.length) - 1];
    if (typeof reply === "function") {
      reply(response, request);
      return;
    }
    const text =
      reply?.body === undefined || typeof reply.body === "string" ? reply?.body : JSON.stringify(reply.body);
    response.writeHead(reply?.status ?? 500, {
      "content-type": "application/json;charset=UTF-8",
      ...reply?.headers,
    });
    response.end(text);
  }
}

/** Starts a server with a script. */
export function serve(...replies: readonly Reply[]): Promise<ScriptedServer> {
  return new ScriptedServer(replies).listen();
}
