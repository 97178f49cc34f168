import { readdirSync, readFileSync } from "node:fs";

/** What the real service answered once. */
export interface RecordedAnswer {
  readonly method: string;
  /** Below the base path. */
  readonly path: string;
  readonly body: unknown;
}

const FOLDER = new URL("../../../sandbox/test/recordings/", import.meta.url);

/** Every recorded success whose body was kept whole and is an object. */
export function recordedAnswers(): RecordedAnswer[] {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith(".json"))
    .flatMap((name): unknown => JSON.parse(readFileSync(new URL(name, FOLDER), "utf8")))
    .map(recordOf)
    .map(({ request, response }) => ({ ...recordOf(request), ...recordOf(response) }))
    .filter(({ status, body_is_cut: cut }) => (status === 200 || status === 201) && cut !== true)
    .filter(({ body }) => typeof body === "object" && body !== null)
    .map(({ method, path, body }) => ({
      method: String(method),
      path: String(path).replace("/accounting-system", ""),
      body,
    }));
}

function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
