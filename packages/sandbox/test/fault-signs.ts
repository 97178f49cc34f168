import { request } from "node:http";

import type { FaultName } from "../src/index.ts";

/** A sandbox, in this process or another, of at least three installations. */
export interface Struck {
  readonly endpoint: string;
  readonly issuer: string;
  readonly tokens: Readonly<Record<string, string>>;
}

/** A fault as text, and what a caller sees of it. */
interface Sign {
  readonly fault: string;
  readonly see: (sandbox: Struck) => Promise<unknown>;
  readonly sight: unknown;
}

/** What comes of a call: status, content type, and what the body is; how it ended if not well. */
function list(
  { endpoint, tokens }: Struck,
  method = "GET",
  path = "/installations/all?size=2",
): Promise<string> {
  const headers = { authorization: `Bearer ${tokens["admin"]}` };
  return new Promise((resolve) => {
    let about: unknown[] = [];
    const failed = ({ code }: NodeJS.ErrnoException) =>
      setImmediate(() => resolve([...about, code].join(" ")));
    const call = request(endpoint + path, { method, headers, agent: false }, (answer) => {
      const { statusCode, headers: got } = answer;
      about = [statusCode, got["content-type"]?.split(";")[0], got["retry-after"]].filter(Boolean);
      let body = "";
      answer.on("data", (part) => (body += String(part)));
      answer.on("end", () => resolve([...about, kindOf(body)].join(" ")));
      answer.on("error", failed);
    });
    call.on("error", failed);
    call.end();
  });
}

function kindOf(body: string): string {
  try {
    const { content, total_elements, message, details } = JSON.parse(body);
    if (content !== undefined) return `page of ${content.length}, ${total_elements} in all`;
    return message === undefined ? `details ${typeof details}` : "message";
  } catch {
    return body === "" ? "empty" : `no JSON, ${body.startsWith("<") ? "<" : body.slice(0, 7)}`;
  }
}

/** In which order a call and one sent after it are answered. */
async function order(first: () => Promise<unknown>, second: () => Promise<unknown>): Promise<string> {
  const done: string[] = [];
  const before = first().then(() => done.push("first"));
  await second().then(() => done.push("second"));
  await before;
  return done.join(", ");
}

const discovery = ({ issuer }: Struck) =>
  fetch(`${issuer}/.well-known/openid-configuration`).then(async (answer) => {
    await answer.arrayBuffer();
    return answer.status;
  });

const twice = async (sandbox: Struck) => [await list(sandbox), await list(sandbox)];
const late = (sandbox: Struck) =>
  order(
    () => list(sandbox),
    () => list(sandbox),
  );
const PAGE = "200 application/json page of 2, 3 in all";

/** A sign of every fault: each strikes once, and where it matters a second call is as ever. */
export const FAULT_SIGNS: Readonly<Record<FaultName, Sign>> = {
  "lose-reply": {
    fault: "lose-reply:1x",
    see: async (sandbox) => [
      await list(sandbox, "POST", "/clients"),
      await list(sandbox, "POST", "/clients"),
    ],
    sight: ["ECONNRESET", "200 application/json message"],
  },
  delay: { fault: "delay:300ms:1x", see: late, sight: "second, first" },
  hang: {
    fault: "hang:1x",
    see: (sandbox) => Promise.race([list(sandbox), list(sandbox).then((other) => `silent, then ${other}`)]),
    sight: `silent, then ${PAGE}`,
  },
  reset: { fault: "reset:10b:1x", see: twice, sight: ["200 application/json ECONNRESET", PAGE] },
  "wrong-length": {
    fault: "wrong-length:+7:1x",
    see: twice,
    sight: ["200 application/json ECONNRESET", PAGE],
  },
  "500": { fault: "500:details:1x", see: twice, sight: ["500 application/json details string", PAGE] },
  "502": { fault: "502:text:1x", see: twice, sight: ["502 text/plain no JSON, sandbox", PAGE] },
  "503": { fault: "503:empty:5s:1x", see: twice, sight: ["503 5 empty", PAGE] },
  "429": { fault: "429:message:30s:1x", see: twice, sight: ["429 application/json 30 message", PAGE] },
  html: { fault: "html:1x", see: twice, sight: ["200 text/html no JSON, <", PAGE] },
  "truncated-json": {
    fault: "truncated-json:7b:1x",
    see: twice,
    sight: ['200 application/json no JSON, {"size_', PAGE],
  },
  "broken-json": {
    fault: "broken-json:1x",
    see: twice,
    sight: ['200 application/json no JSON, {"size_', PAGE],
  },
  "wrong-totals": {
    fault: "wrong-totals:+40:1x",
    see: twice,
    sight: ["200 application/json page of 2, 43 in all", PAGE],
  },
  "expired-token": {
    fault: "expired-token:2+:1x",
    see: async (s) => [...(await twice(s)), await list(s)],
    sight: [PAGE, "401 empty", PAGE],
  },
  "revoked-token": { fault: "revoked-token:1x", see: twice, sight: ["401 empty", "401 empty"] },
  "slow-introspection": { fault: "slow-introspection:300ms:1x", see: late, sight: "second, first" },
  "failing-introspection": { fault: "failing-introspection:1x", see: twice, sight: ["401 empty", PAGE] },
  "slow-issuer": {
    fault: "slow-issuer:300ms:1x",
    see: (sandbox) =>
      order(
        () => discovery(sandbox),
        () => discovery(sandbox),
      ),
    sight: "second, first",
  },
  "issuer-down": {
    fault: "issuer-down:2x",
    see: async (sandbox) => [
      await discovery(sandbox),
      await list(sandbox),
      await discovery(sandbox),
      await list(sandbox),
    ],
    sight: [503, "401 empty", 200, PAGE],
  },
};
