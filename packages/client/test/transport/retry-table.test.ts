import { readFileSync } from "node:fs";

import { fixedToken } from "@argo-acc/client";
import { AccError, projectSchema } from "@argo-acc/core";
import { describe, expect, test } from "vitest";

import { TokenKeeper } from "../../src/token/token-keeper.ts";
import { createSender } from "../../src/transport/attempt.ts";
import { Transport } from "../../src/transport/transport.ts";
import { impatientClock } from "../support/clients.ts";
import { answering, type Failing, FAILURES } from "./failing.ts";
import { cellsOf, RETRY_TABLE } from "./retry-table.ts";

const [, ...ROWS] = cellsOf(RETRY_TABLE);

/** The columns of the table, and what falls under each. */
const CALLS = [
  { column: 1, method: "GET", path: "/projects/p" },
  { column: 1, method: "HEAD", path: "/projects/p" },
  { column: 1, method: "POST", path: "/metrics/search" },
  { column: 1, method: "POST", path: "/installations/search?page=1" },
  { column: 2, method: "PUT", path: "/admin/settings/key" },
  { column: 2, method: "PATCH", path: "/installations/i/metrics/m" },
  { column: 2, method: "DELETE", path: "/installations/i/metrics/m" },
  { column: 3, method: "POST", path: "/installations/i/metrics" },
  { column: 3, method: "POST", path: "/installations/i/metrics?note=/search" },
  { column: 3, method: "POST", path: "/projects/p/associate/provider/search" },
] as const;

/** Milliseconds, when chance says one half. */
const PAUSES: Readonly<Record<string, readonly number[]>> = {
  none: [],
  growing: [150, 300, 600, 1200],
  "1 s": [1000],
  "7 s": [7000, 7000, 7000, 7000],
  "20 s, then growing": [20_000, 300, 600, 1200],
};

/** What needs a body to fail: an answer to HEAD has none. */
const OF_BODIES = /closed within|not JSON|lacks what/;

describe.each(ROWS)("%s", (failure, ...cells) => {
  const statuses = /^[\d, ]+$/.test(failure) ? failure.split(", ").map(Number) : [undefined];
  test.each(
    CALLS.filter(({ method }) => method !== "HEAD" || !OF_BODIES.test(failure)).flatMap((call) =>
      statuses.map((status) => ({ ...call, status, cell: cells[call.column - 1] })),
    ),
  )("$method $path $status: $cell", async ({ method, path, status, cell = "" }) => {
    const [tries, acted, retryable] = cell.split(", ");
    const [pauses = "", error = ""] = cells.slice(3);
    const failing = await (status === undefined ? FAILURES[failure]?.() : answering(status));
    if (failing === undefined) throw new Error(`nothing makes the failure "${failure}"`);
    try {
      const outcome = await send(failing, method, path);
      expect(outcome.error).toBeInstanceOf(AccError);
      expect(outcome.error).toMatchObject({
        name: error.replaceAll("`", ""),
        acted,
        retryable: retryable === "yes",
        ...(status === undefined ? {} : { status }),
      });
      expect(outcome.requests).toBe(Number(tries));
      expect(failing.seen() ?? outcome.requests).toBe(Number(tries));
      expect(outcome.waits).toEqual(tries === "1" ? [] : PAUSES[pauses]);
    } finally {
      await failing.stop();
    }
  });
});

async function send(failing: Failing, method: string, path: string) {
  const { endpoint, canRenew = false, timeoutMs, expect: promised } = failing;
  const clock = impatientClock();
  const source = canRenew
    ? { get: () => Promise.resolve("old"), renew: () => Promise.resolve("new") }
    : fixedToken("opaque");
  const transport = new Transport({
    endpoint,
    tokens: new TokenKeeper(source, clock),
    send: createSender(failing.fetch ?? ((input, init) => globalThis.fetch(input, init))),
    hooks: {},
    clock,
    timeoutMs,
  });
  const body = method === "GET" || method === "HEAD" ? undefined : { some: "body" };
  const error: unknown = await transport
    .read(projectSchema, { method, path, body, expect: promised })
    .catch((e: unknown) => e);
  return { error, requests: transport.requests, waits: clock.waits };
}

test("the readme shows this table", () => {
  const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
  const shown = readme.slice(readme.indexOf("| failure "));

  expect(cellsOf(shown.slice(0, shown.indexOf("\n\n")))).toEqual(cellsOf(RETRY_TABLE));
});

test("every failure that can be made is in the table", () => {
  const listed = new Set(ROWS.map(([failure]) => failure));

  expect(Object.keys(FAILURES).filter((failure) => !listed.has(failure))).toEqual([]);
});
