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
  readonly body: unknown;
  /** Only the beginning of the body was kept. */
  readonly isCut: boolean;
}

const FOLDER = new URL("../../../sandbox/test/recordings/", import.meta.url);
const BASE_PATH = "/accounting-system";

/** The exchanges of one recorded scenario, by the beginning of its file name, or of all. */
export function readRecordings(scenario = ""): Exchange[] {
  const files = readdirSync(FOLDER).filter((name) => name.startsWith(scenario) && name.endsWith(".json"));
  return files.flatMap((name) => {
    const exchanges: unknown = JSON.parse(readFileSync(new URL(name, FOLDER), "utf8"));
    return asList(exchanges).map(readExchange);
  });
}

function readExchange(value: unknown): Exchange {
  const { name, as, request, response } = asRecord(value);
  const { method, path, query } = asRecord(request);
  const { status, body, body_is_cut: cut } = asRecord(response);
  return {
    name: String(name),
    as: String(as),
    method: String(method),
    path: String(path).replace(BASE_PATH, ""),
    query: asRecord(query),
    status: Number(status),
    body,
    isCut: cut === true,
  };
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
