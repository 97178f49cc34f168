import { once } from "node:events";

/** What the protocol sends: the answer to a command, or an event of a session. */
interface Message {
  readonly id?: number;
  readonly sessionId?: string;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly message: string };
}

/** A connection that speaks Chromium's DevTools protocol. */
export class DevTools {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, PromiseWithResolvers<Record<string, unknown>>>();
  readonly #listeners = new Set<(message: Message) => void>();
  #last = 0;

  static async connect(url: string): Promise<DevTools> {
    const socket = new WebSocket(url);
    await once(socket, "open");
    return new DevTools(socket);
  }

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener("message", ({ data }) => this.#take(JSON.parse(String(data))));
    socket.addEventListener("close", () => {
      for (const { reject } of this.#waiting.values()) reject(new Error("chromium has gone"));
    });
  }

  /** Sends a command, and resolves with its result. */
  send(method: string, params: object = {}, sessionId?: string): Promise<Record<string, unknown>> {
    const id = ++this.#last;
    const answer = Promise.withResolvers<Record<string, unknown>>();
    this.#waiting.set(id, answer);
    this.#socket.send(JSON.stringify({ id, method, params, sessionId }));
    return answer.promise;
  }

  /** Calls `take` with each event of a session. */
  listen(sessionId: string, take: (method: string, params: unknown) => void): void {
    this.#listeners.add((message) => {
      if (message.sessionId === sessionId && message.method !== undefined)
        take(message.method, message.params);
    });
  }

  #take(message: Message): void {
    const answer = this.#waiting.get(message.id ?? 0);
    if (answer === undefined) {
      for (const listener of this.#listeners) listener(message);
      return;
    }
    this.#waiting.delete(message.id ?? 0);
    if (message.error === undefined) answer.resolve(message.result ?? {});
    else answer.reject(new Error(message.error.message));
  }
}
