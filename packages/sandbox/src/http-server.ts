import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";

import { AccConfigError } from "@argo-acc/core";

import type { Certificate } from "./certificate.ts";
import { type Delivery, dropConnection, sendBadly } from "./send-badly.ts";
import { type Answer, bytesOfBody } from "./service/answer.ts";

const MAX_BODY = 10 * 1024 * 1024;
const MAX_URL = 8192;
/** Longer ones than the service takes have to get here to be refused as there. */
const MAX_HEADERS = 1024 * 1024;
const NO_BODY = new Uint8Array(0);
/** Larger answers are sent in chunks, without their length. */
const CHUNKED_FROM = 8192;

/** What becomes of a request: an answer, or none. */
export type Outcome =
  | {
      readonly kind: "answer";
      readonly answer: Answer;
      readonly delayMs: number;
      readonly delivery?: Delivery;
    }
  /** The connection is closed or reset, late or at once. */
  | { readonly kind: "drop"; readonly how: "close" | "reset"; readonly delayMs: number }
  /** Nothing is ever sent. */
  | { readonly kind: "hang" };

/** A request with its body. */
export interface IncomingCall {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: Uint8Array;
}

/** A server that is listening. */
export interface Listening {
  readonly port: number;
  /** Stops at once: open connections end, hanging ones too. */
  close(): Promise<void>;
}

/** Options of {@link listen}. */
export interface ListenOptions {
  readonly host: string;
  /** 0 = any free one. */
  readonly port: number;
  /** Without one, plain HTTP. */
  readonly certificate: Certificate | undefined;
}

/** Makes the server; what it answers is asked from `answer`, which is known only once the port is. */
export async function listen(
  answer: (call: IncomingCall) => Outcome | Promise<Outcome>,
  options: ListenOptions,
): Promise<Listening> {
  const handle = (request: IncomingMessage, response: ServerResponse) => {
    response.sendDate = false;
    void serve(request, response, answer);
  };
  const { certificate } = options;
  const limits = { maxHeaderSize: MAX_HEADERS };
  const server =
    certificate === undefined
      ? createServer(limits, handle)
      : createSecureServer({ ...limits, ...certificate }, handle);
  server.keepAliveTimeout = 60_000;
  await start(server, options);
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function start(server: Server, { host, port }: ListenOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause) => {
      reject(
        new AccConfigError(`the sandbox cannot listen on ${host} port ${port}: ${cause.message}`, {
          cause,
          cure: "choose another port, or 0 for any free one",
        }),
      );
    });
    server.listen(port, host, resolve);
  });
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  answer: (call: IncomingCall) => Outcome | Promise<Outcome>,
): Promise<void> {
  const { method = "GET", url = "/", headers } = request;
  if (url.length > MAX_URL) return send(response, { status: 414, headers: {}, body: "" });
  try {
    const body = await readBody(request);
    if (body === undefined)
      return send(response, { status: 413, headers: { connection: "close" }, body: "" });
    const outcome = await answer({ method, url, headers, body });
    if (outcome.kind === "hang") return;
    if (outcome.delayMs === 0) deliver(response, outcome);
    else setTimeout(() => deliver(response, outcome), outcome.delayMs).unref();
  } catch (error) {
    if (request.destroyed && !response.writable) return; // the caller left while it was sending
    send(response, { status: 500, headers: { "content-type": "text/plain" }, body: String(error) });
  }
}

/** The body; `undefined` when it is larger than the service takes. */
async function readBody(request: IncomingMessage): Promise<Uint8Array | undefined> {
  const { "content-length": length, "transfer-encoding": encoding } = request.headers;
  if (length === undefined && encoding === undefined) return NO_BODY;
  if (Number(length ?? 0) > MAX_BODY) return undefined;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY) return undefined;
    chunks.push(chunk);
  }
  return chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
}

function deliver(response: ServerResponse, outcome: Exclude<Outcome, { kind: "hang" }>): void {
  if (response.destroyed) return;
  if (outcome.kind === "drop") dropConnection(response, outcome.how);
  else if (outcome.delivery === undefined) send(response, outcome.answer);
  else sendBadly(response, outcome.answer, outcome.delivery);
}

function send(response: ServerResponse, { status, headers, body }: Answer): void {
  const bytes = bytesOfBody(body);
  const isLong = bytes.length > CHUNKED_FROM;
  const length = response.req.method === "HEAD" || isLong ? {} : { "content-length": bytes.length };
  response.writeHead(status, { ...headers, ...length });
  response.end(bytes);
}
