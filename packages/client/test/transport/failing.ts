import { createServer } from "node:net";
import { once } from "node:events";

import { nodeFetch } from "@argo-acc/client/node";

import { serveSecurely } from "../support/https-server.ts";
import { type Reply, serve } from "../support/scripted-server.ts";
import { proxy } from "../support/tunnel-proxy.ts";

/** A service that fails in one way. */
export interface Failing {
  readonly endpoint: string;
  /** Requests that arrived; `undefined` where that cannot be told. */
  readonly seen: () => number | undefined;
  readonly fetch?: typeof globalThis.fetch;
  readonly canRenew?: boolean;
  readonly timeoutMs?: number;
  readonly expect?: number;
  readonly stop: () => Promise<void>;
}

async function scripted(reply: Reply, more: Partial<Failing> = {}): Promise<Failing> {
  const server = await serve(reply);
  const stop = () => server[Symbol.asyncDispose]();
  return { endpoint: server.origin, seen: () => server.seen.length, stop, ...more };
}

/** As Node's `fetch` fails where no resolver or no router knows the way; real ones take their time to say so. */
function noWay(facts: { readonly code: string; readonly syscall?: string }): Promise<Failing> {
  const cause = Object.assign(new Error(facts.code), facts);
  return Promise.resolve({
    endpoint: "https://name.invalid",
    fetch: () => Promise.reject(new TypeError("fetch failed", { cause })),
    seen: () => undefined,
    stop: () => Promise.resolve(),
  });
}

async function nothingThere(): Promise<Failing> {
  const { endpoint, stop } = await scripted({ status: 200 });
  await stop();
  return { endpoint, seen: () => undefined, stop: () => Promise.resolve() };
}

async function behindProxy(refusal: number): Promise<Failing> {
  const way = await proxy({ refusal });
  return {
    endpoint: "https://acc.example.org",
    fetch: nodeFetch({ env: { HTTPS_PROXY: way.origin } }),
    seen: () => way.asked.length,
    stop: () => way[Symbol.asyncDispose](),
  };
}

async function untrusted(): Promise<Failing> {
  const server = await serveSecurely();
  const stop = () => server[Symbol.asyncDispose]();
  return { endpoint: `https://127.0.0.1:${server.port}`, seen: () => undefined, stop };
}

async function notTls(): Promise<Failing> {
  const plain = await scripted({ status: 200, body: {} });
  return { ...plain, endpoint: plain.endpoint.replace("http:", "https:"), seen: () => undefined };
}

/** Answers whatever it is sent with bytes that are not HTTP. */
async function notHttp(): Promise<Failing> {
  let seen = 0;
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", () => {
      seen += 1;
      socket.end("SSH-2.0-OpenSSH_9.9\r\n");
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const stop = async () => {
    server.close();
    await once(server, "close");
  };
  return { endpoint: `http://127.0.0.1:${port}`, seen: () => seen, stop };
}

const within: Reply = (response) => {
  response.writeHead(200, { "content-type": "application/json", "content-length": "100" });
  response.write('{"id":', () => response.destroy());
};

/** What makes the failures of the table that are no single statuses. */
export const FAILURES: Readonly<Record<string, () => Promise<Failing>>> = {
  "name not found (DNS)": () => noWay({ code: "ENOTFOUND", syscall: "getaddrinfo" }),
  "host not reachable": () => noWay({ code: "EHOSTUNREACH", syscall: "connect" }),
  "no connection in time": () => noWay({ code: "UND_ERR_CONNECT_TIMEOUT" }),
  "network lost on the way": () => noWay({ code: "ETIMEDOUT", syscall: "read" }),
  "connection refused": nothingThere,
  "proxy answers 407": () => behindProxy(407),
  "proxy answers 502": () => behindProxy(502),
  "certificate not trusted (TLS)": untrusted,
  "other failure of TLS": notTls,
  "a port that fetch refuses": () =>
    Promise.resolve({ endpoint: "http://127.0.0.1:1", seen: () => undefined, stop: () => Promise.resolve() }),
  "connection closed before the answer": () => scripted((response) => response.destroy()),
  "connection closed within the answer": () => scripted(within),
  "what comes is not HTTP": notHttp,
  "no answer within `timeoutMs`": () => scripted(() => {}, { timeoutMs: 20 }),
  "401, the token can be renewed": () => scripted({ status: 401 }, { canRenew: true }),
  "401, it cannot": () => scripted({ status: 401 }),
  "429, Retry-After: 7": () => scripted({ status: 429, headers: { "retry-after": "7" } }),
  "429, Retry-After: a time in 20 s": () =>
    scripted({ status: 429, headers: { "retry-after": "Thu, 01 Jan 2026 00:00:20 GMT" } }),
  "429, Retry-After: what cannot be read": () =>
    scripted({ status: 429, headers: { "retry-after": "soon" } }),
  "429, Retry-After: more than a minute": () => scripted({ status: 429, headers: { "retry-after": "61" } }),
  "503, Retry-After: 7": () => scripted({ status: 503, headers: { "retry-after": "7" } }),
  "200 with a body that is not JSON": () => scripted({ status: 200, body: "<html>" }),
  "200 with JSON that lacks what was promised": () => scripted({ status: 200, body: { id: "p" } }),
  "another 2xx than promised": () => scripted({ status: 202, body: {} }, { expect: 201 }),
};

/** A service that answers everything with one status. */
export function answering(status: number): Promise<Failing> {
  return scripted({ status, body: { code: status, message: "no" } });
}
