import type { IncomingMessage, ServerResponse } from "node:http";

import type { Clock } from "@argo-acc/client";

import { type Reply, type ScriptedServer, serve } from "./scripted-server.ts";

/** An issuer whose token endpoint answers from a script; the last reply is repeated. */
export interface ScriptedIssuer extends AsyncDisposable {
  /** Its URL: `http://127.0.0.1:port/realm` */
  readonly url: string;
  readonly server: ScriptedServer;
  /** The forms that were sent to its token endpoint. */
  forms(): readonly Readonly<Record<string, string>>[];
}

/** What a token endpoint says of a token. */
export function tokenReply(token: string, more: Readonly<Record<string, unknown>> = {}): Reply {
  return { status: 200, body: { access_token: token, token_type: "Bearer", expires_in: 3600, ...more } };
}

/** Starts an issuer; `discovery` is what it says of itself beside the usual. */
export async function serveIssuer(
  replies: readonly Reply[],
  discovery: Readonly<Record<string, unknown>> = {},
): Promise<ScriptedIssuer> {
  let asked = 0;
  const server = await serve((response, request) => {
    if (request.method === "GET") {
      const url = `${server.origin}/realm`;
      send(response, request, {
        status: 200,
        body: {
          issuer: url,
          token_endpoint: `${url}/token`,
          token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post"],
          ...discovery,
        },
      });
      return;
    }
    send(response, request, replies[Math.min(++asked, replies.length) - 1] ?? { status: 500 });
  });
  return {
    url: `${server.origin}/realm`,
    server,
    forms: () =>
      server.seen
        .filter(({ method }) => method === "POST")
        .map(({ body }) => Object.fromEntries(new URLSearchParams(body))),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

function send(response: ServerResponse, request: IncomingMessage, reply: Reply): void {
  if (typeof reply === "function") {
    reply(response, request);
    return;
  }
  const text = typeof reply.body === "string" ? reply.body : JSON.stringify(reply.body ?? {});
  response.writeHead(reply.status, { "content-type": "application/json", ...reply.headers });
  response.end(text);
}

/** A clock that stands still until it is moved; what the wall says may differ from the time that passes. */
export interface HandClock extends Clock {
  readonly waits: number[];
  /** Milliseconds that passed. */
  passed: number;
  /** How far the wall clock is off, in milliseconds. */
  ahead: number;
}

/** Makes a {@link HandClock} that begins with 2026. */
export function handClock(ahead = 0): HandClock {
  const clock: HandClock = {
    waits: [],
    passed: 0,
    ahead,
    now: () => Date.UTC(2026, 0, 1) + clock.passed + clock.ahead,
    elapsed: () => clock.passed,
    random: () => 0.5,
    wait(ms, signal) {
      signal?.throwIfAborted();
      clock.waits.push(ms);
      clock.passed += ms;
      return Promise.resolve();
    },
  };
  return clock;
}

/** A JWT, signed by nobody. */
export function jwt(payload: unknown): string {
  return `${part({ alg: "RS256" })}.${part(payload)}.c2lnbmF0dXJl`;
}

function part(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
