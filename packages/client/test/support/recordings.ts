import { readdirSync, readFileSync } from "node:fs";

/** One recorded request and what the real service answered. */
export interface Exchange {
  readonly name: string;
  /** Who asked; also the text of the token. */
  readonly as: string;
  readonly method: string;
  /** Below the base path. */
  readonly path: string;
  readonly query: Readonly<Record<string, unknown>>;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON where the headers say so, else text; `null` for none. */
  readonly body: unknown;
  /** Only the beginning of the body was kept. */
  readonly isCut: boolean;
}

const FOLDER = new URL("../../../sandbox/test/recordings/", import.meta.url);
const BASE_PATH = "/accounting-system";

/** The files of recorded scenarios. */
export function recordedFiles(): string[] {
  return readdirSync(FOLDER).filter((name) => name.endsWith(".json"));
}

/** The exchanges of one recorded scenario, by the beginning of its file name, or of all. */
export function readRecordings(scenario = ""): Exchange[] {
  const files = recordedFiles().filter((name) => name.startsWith(scenario));
  return files.flatMap((name) => {
    const exchanges: unknown = JSON.parse(readFileSync(new URL(name, FOLDER), "utf8"));
    return asList(exchanges).map(readExchange);
  });
}

function readExchange(value: unknown): Exchange {
  const { name, as, request, response } = asRecord(value);
  const { method, path, query } = asRecord(request);
  const { status, headers, body, body_is_cut: cut } = asRecord(response);
  return {
    name: String(name),
    as: String(as),
    method: String(method),
    path: String(path).replace(BASE_PATH, ""),
    query: asRecord(query),
    status: Number(status),
    headers: Object.fromEntries(Object.entries(asRecord(headers)).map(([key, text]) => [key, String(text)])),
    body,
    isCut: cut === true,
  };
}

/** The same exchange, had the page been asked for that a request asks for. */
export function asAsked(exchange: Exchange, input: string | URL | Request): Exchange {
  const page = new URL(String(input)).searchParams.get("page");
  const body = asRecord(exchange.body);
  if (page === null || !("number_of_page" in body)) return exchange;
  return { ...exchange, body: { ...body, number_of_page: Number(page) } };
}

/** Stands for -0, which JSON.stringify would write as 0. */
const MINUS_ZERO = "minus zero";

/** The answer of an exchange, as it came over the network. */
export function responseOf({ status, headers, body }: Exchange): Response {
  const isJson = headers["content-type"]?.includes("json") === true;
  const text = isJson ? stringify(body) : typeof body === "string" ? body : null;
  return new Response(text, { status, headers });
}

function stringify(body: unknown): string {
  return JSON.stringify(body, (_, value: unknown) => (Object.is(value, -0) ? MINUS_ZERO : value)).replaceAll(
    `"${MINUS_ZERO}"`,
    "-0.0",
  );
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
