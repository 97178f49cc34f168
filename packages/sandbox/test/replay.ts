import { Agent, request } from "node:http";

import { disagreement } from "./agreement.ts";
import { IdMap } from "./id-map.ts";
import { withoutPlaceholders } from "./placeholders.ts";
import type { Exchange } from "./recordings.ts";

/** What a replay found. */
export interface Replay {
  /** Exchanges that were sent and compared, the setting up of the world included. */
  readonly compared: number;
  /** How many of them set up the world. */
  readonly setUp: number;
  /** The names of those that could not be sent: they are described too briefly. */
  readonly skipped: readonly string[];
  /** Those that disagree: name and why. */
  readonly disagreements: readonly string[];
}

/** A sandbox, in this process or another. */
export interface ReplayTarget {
  readonly endpoint: string;
  /** Where to say that the issuer is down; `undefined` = only recorded requests are sent. */
  readonly control: string | undefined;
}

/** The one exchange that was recorded while the issuer was down, which no request can tell. */
const ISSUER_DOWN = "auth: introspection endpoint answers 503";

/** What the service takes, in bytes. */
const MAX_BODY = 10 * 1024 * 1024;

const HEADERS = ["content-type", "www-authenticate", "location", "cache-control", "transfer-encoding"];

/** Sends recorded requests to a fresh sandbox in their order, and compares its answers with the recorded ones. */
export async function replay(exchanges: readonly Exchange[], target: ReplayTarget): Promise<Replay> {
  const ids = new IdMap();
  const agent = new Agent({ keepAlive: true });
  const disagreements: string[] = [];
  const skipped: string[] = [];
  let setUp = 0;
  for (const recorded of exchanges) {
    const exchange = withoutPlaceholders(recorded);
    if (exchange === undefined) {
      skipped.push(recorded.name);
      continue;
    }
    if (exchange.name === ISSUER_DOWN && target.control !== undefined) {
      await fetch(`${target.control}/faults`, { method: "POST", body: "failing-introspection:1x" });
    }
    const answer = await send(exchange, target, ids, agent);
    const why = compare(exchange, answer, ids);
    if (exchange.name.startsWith("setup")) setUp++;
    if (why !== undefined) disagreements.push(`${exchange.name}: ${why}`);
  }
  agent.destroy();
  return { compared: exchanges.length - skipped.length, setUp, skipped, disagreements };
}

interface Served {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: unknown;
}

function compare({ response, store_dependent }: Exchange, served: Served, ids: IdMap): string | undefined {
  if (served.status !== response.status) {
    return `status ${response.status} ≠ ${served.status} ${JSON.stringify(served.body)?.slice(0, 120)}`;
  }
  const why =
    store_dependent === true && isPage(response.body) && isPage(served.body)
      ? compareTotals(response.body, served.body, ids)
      : disagreement(response.body, served.body, ids);
  if (why !== undefined && response.body_is_cut !== true) return why;
  for (const name of HEADERS) {
    const header = disagreement(response.headers[name], served.headers[name], ids, name);
    if (header !== undefined) return header;
  }
  return disagreement(allowed(response.headers["allow"]), allowed(served.headers["allow"]), ids, "allow");
}

function allowed(header: unknown): readonly string[] | undefined {
  return typeof header === "string" ? header.split(", ") : undefined;
}

/** Ids are learned where they can be; which items are on a page is the store's own business. */
function compareTotals(recorded: Page, served: Page, ids: IdMap): string | undefined {
  const known = ids.size;
  if (disagreement(recorded, served, ids) !== undefined) ids.forget(known);
  const totals = ({ size_of_page, total_elements, total_pages }: Page) => [
    size_of_page,
    total_elements,
    total_pages,
  ];
  const [a, b] = [totals(recorded).join(), totals(served).join()];
  return a === b ? undefined : `totals ${a} ≠ ${b}`;
}

interface Page {
  readonly content: readonly unknown[];
  readonly size_of_page: number;
  readonly total_elements: number;
  readonly total_pages: number;
}

function isPage(body: unknown): body is Page {
  return typeof body === "object" && body !== null && "content" in body && "total_elements" in body;
}

/** Not by `fetch`, which would tidy paths up and refuses TRACE. */
function send(exchange: Exchange, { endpoint }: ReplayTarget, ids: IdMap, agent: Agent): Promise<Served> {
  const { method, path, query = {}, headers = {}, body } = exchange.request;
  const search = new URLSearchParams(
    Object.fromEntries(Object.entries(query).map(([name, value]) => [name, ids.translate(String(value))])),
  ).toString();
  const data =
    body === null
      ? undefined
      : ids.translate(exchange.request.body_is_raw_text === true ? String(body) : JSON.stringify(body));
  const sent = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, value.replace(/<token of role .*>/, exchange.as)]),
  );
  const { hostname, port } = new URL(endpoint);
  return new Promise((resolve, reject) => {
    const call = request(
      {
        hostname,
        port,
        method,
        agent,
        path: encodePath(ids.translate(path)) + (search === "" ? "" : `?${search}`),
        headers: { ...sent, ...(data === undefined ? {} : { "content-length": Buffer.byteLength(data) }) },
      },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on("data", (chunk: Buffer) => chunks.push(chunk));
        answer.on("end", () => {
          const text = Buffer.concat(chunks).toString("utf8");
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: parse(text) });
        });
      },
    );
    call.on("error", reject);
    // refused by its length alone; the answer would be lost to a broken pipe while the rest is being sent
    if (data !== undefined && data.length > MAX_BODY) call.flushHeaders();
    else call.end(data);
  });
}

function encodePath(path: string): string {
  return path.includes("%") ? path : encodeURI(path);
}

function parse(text: string): unknown {
  if (text === "") return null;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
