import { AccAuthenticationError, AccNetworkError, type Grant } from "@argo-acc/core";
import { describe, expect, it } from "vitest";

import { createOutput } from "../src/cli/output.ts";
import { sayAdd } from "../src/cli/results/add-words.ts";
import { refusedWords } from "../src/cli/results/grant-words.ts";
import { exitCodeOfPull, sayPull } from "../src/cli/results/pull-words.ts";
import { exitCodeOfPush, sayPush } from "../src/cli/results/push-words.ts";
import type { PullResult } from "../src/pull/pull-result.ts";
import type { PushResult } from "../src/push/push.ts";

const project = { kind: "project", project_id: "prj-1" } as const;
const readGrant = {
  grant: project,
  state: "read",
  count: 1200,
  rows: 1200,
  read_at: "2026-11-23T17:30:00Z",
  agreed_at: "2026-11-23T17:30:00Z",
} as const;

const pulled: PullResult = {
  requests: 2460,
  seconds: 21.42,
  complete: true,
  run: 1,
  at: "2026-11-23T17:30:00Z",
  rows: { added: 1200, changed: 0, gone: 0, unchanged: 0 },
  metrics: 1200,
  projects: 1,
  providers: 1,
  installations: 1,
  metric_definitions: 1,
  grants: [readGrant],
  refused: [],
  problems: [],
};

const queue = { pending: 0, sending: 0, uncertain: 0, done: 3, rejected: 0, conflict: 0, dropped: 0 };
const pushed: PushResult = {
  requests: 5,
  seconds: 0.31,
  sent: 3,
  already_present: 0,
  settled: 0,
  uncertain: 0,
  rejected: 0,
  conflict: 0,
  pending: 0,
  queue,
  problems: [],
};

/** What is said, as the lines a person sees. */
function wordsOf(say: (output: ReturnType<typeof createOutput>) => void): readonly string[] {
  let text = "";
  const sink = {
    write(chunk: string | Uint8Array) {
      text += String(chunk);
      return true;
    },
  };
  say(createOutput({ json: false, quiet: false, colours: true, stdout: sink, stderr: sink }));
  return text.trimEnd().split("\n");
}

const provider = (provider_id: string) => ({ kind: "provider", project_id: "prj-1", provider_id }) as const;
const refuse = (grant: Grant, status = 403) => ({ grant, status, source: "GET /clients/me" });

describe("what a token may not read", () => {
  const mine = { grant: provider("V1"), state: "read" };

  it.each([
    ["nothing", [], [mine], undefined],
    [
      "by name",
      [refuse(provider("V2")), refuse(provider("V3"))],
      [mine],
      "provider V2 in project prj-1, provider V3 in project prj-1 (403)",
    ],
    ["but for a part", [refuse(project)], [mine], "the rest of project prj-1 (403)"],
    [
      "once, where one lies in the other",
      [refuse(project), refuse(provider("V2"))],
      [mine],
      "the rest of project prj-1 (403)",
    ],
    [
      "not what is frozen, which is told as such",
      [refuse(project)],
      [{ grant: project, state: "frozen" }],
      undefined,
    ],
    [
      "counted, where there are many",
      [
        ...["A", "B", "C"].map((id) => refuse(provider(id))),
        refuse({ kind: "project", project_id: "prj-2" }, 404),
      ],
      [],
      "3 providers, 1 project (403, 404)",
    ],
  ])("is said: %s", (_, refused, grants, expected) => {
    expect(refusedWords(refused, grants)).toBe(expected);
  });

  it("is a line of the result of a pull", () => {
    const lines = wordsOf((output) =>
      sayPull({ ...pulled, refused: [refuse(provider("V9"))], grants: [] }, output),
    );
    expect(lines).toContain("refused   provider V9 in project prj-1 (403)");
  });
});

describe("the result of a pull", () => {
  it("of everything says how much, at what cost, and when", () => {
    expect(wordsOf((output) => sayPull(pulled, output))).toEqual([
      "read      1,200 metrics of project prj-1, 2,460 requests, 21.4 s; complete, 2026-11-23 17:30 UTC",
      "          +1,200 added",
    ]);
  });

  it("that agrees says so, and when all was read", () => {
    const agrees = {
      ...pulled,
      requests: 7,
      seconds: 0.4,
      rows: { added: 0, changed: 0, gone: 0, unchanged: 0 },
      grants: [{ ...readGrant, state: "agrees" as const }],
    };
    expect(wordsOf((output) => sayPull(agrees, output))).toEqual([
      "agrees    project prj-1: the service's counts and sums are the mirror's; 7 requests, 0.4 s",
      "          last read in full 2026-11-23 17:30 UTC; argo-acc pull --full reads everything again",
    ]);
  });

  it("that agrees once it has read what differed says what that was", () => {
    const agrees = { ...pulled, grants: [{ ...readGrant, state: "agrees" as const }] };
    expect(wordsOf((output) => sayPull(agrees, output)).slice(0, 2)).toEqual([
      "agrees    project prj-1: the service's counts and sums are the mirror's; 2,460 requests, 21.4 s",
      "          +1,200 added",
    ]);
  });

  it("that is not complete names what is missing and which command goes on", () => {
    const missing = { ...readGrant, state: "incomplete" as const, why: "a window of 2024-06 stays 500" };
    expect(wordsOf((output) => sayPull({ ...pulled, complete: false, grants: [missing] }, output))).toEqual([
      "missing   project prj-1: a window of 2024-06 stays 500",
      "          argo-acc pull asks for what is missing",
      "asked     2,460 requests, 21.4 s; +1,200 added",
    ]);
  });

  it("held by the brake says how many are missing and what accepts it", () => {
    const held = {
      ...pulled,
      rows: { added: 0, changed: 0, gone: 0, unchanged: 900 },
      held: { grant: project, missing: 300, limit: 100 },
    };
    expect(wordsOf((output) => sayPull(held, output)).slice(1)).toEqual([
      "          nothing changed",
      "held      300 metrics of project prj-1 are missing upstream, more than 100: none is marked as gone",
      "          if that is right: argo-acc pull --max-gone 300",
    ]);
  });

  it.each([
    [pulled, 0],
    [{ ...pulled, complete: false }, 3],
    [{ ...pulled, held: { grant: project, missing: 300, limit: 100 } }, 7],
    [{ ...pulled, complete: false, held: { grant: project, missing: 300, limit: 100 } }, 7],
    [{ ...pulled, grants: [] }, 0],
  ])("%# ends with exit code %i", (result, code) => {
    expect(exitCodeOfPull(result)).toBe(code);
  });
});

describe("the result of an add", () => {
  const nothing = { batch: 1, added: 0, already_queued: 0, revived: 0, contradicting: 0, ids: [] };

  it.each([
    [{ ...nothing, added: 2 }, ["queued    2 metrics; argo-acc push sends"]],
    [nothing, ["queued    nothing: there was no metric in it"]],
    [
      { ...nothing, already_queued: 2 },
      ["queued    nothing new", "known     2 were queued before and are not queued twice"],
    ],
  ])("%# says what is queued, and nothing else", (result, expected) => {
    expect(wordsOf((output) => sayAdd(result, [], output))).toEqual(expected);
  });
});

describe("the result of a push", () => {
  it("says what was sent, at what cost", () => {
    expect(wordsOf((output) => sayPush(pushed, [], output))).toEqual([
      "sent      3 metrics, 5 requests, 0.3 s",
    ]);
  });

  it("with problems names each one, and the commands that settle it", () => {
    const problems = [
      {
        id: 118,
        state: "rejected" as const,
        source: "november.csv",
        line: 119,
        message: "unknown installation",
      },
    ];
    const result = {
      ...pushed,
      next_run_at: "2026-11-23T17:32:00Z",
      uncertain: 2,
      rejected: 1,
      problems,
      queue: { ...queue, uncertain: 2, rejected: 4 },
    };
    expect(wordsOf((output) => sayPush(result, [4, 7], output))).toEqual([
      "sent      3 metrics, 5 requests, 0.3 s",
      "uncertain 2 got no answer (#4, #7): looked up, not sent again",
      "uncertain 2 still without an answer; argo-acc push looks again, best after 2026-11-23 17:32 UTC",
      "rejected  #118 line 119 of november.csv: unknown installation",
      "          argo-acc queue retry 118 or argo-acc queue drop 118",
      "waiting   3 more for a person: argo-acc queue list",
    ]);
  });

  it("names the entries without an answer in the order they were queued", () => {
    expect(wordsOf((output) => sayPush(pushed, [30, 4, 7], output)).at(-1)).toBe(
      "uncertain 3 got no answer (#4, #7, #30): looked up, not sent again",
    );
  });

  it("speaks of more that wait for a person only if it named some", () => {
    const waiting = { ...pushed, queue: { ...queue, rejected: 2 } };
    expect(wordsOf((output) => sayPush(waiting, [], output)).at(-1)).toBe(
      "waiting   2 for a person: argo-acc queue list",
    );
  });

  const refused = new AccAuthenticationError("401", {
    method: "POST",
    url: "https://x",
    status: 401,
    attempts: 1,
  });
  it.each([
    [pushed, 0],
    [{ ...pushed, queue: { ...queue, pending: 1 } }, 3],
    [{ ...pushed, queue: { ...queue, uncertain: 1 } }, 3],
    [{ ...pushed, queue: { ...queue, rejected: 1, uncertain: 1 } }, 8],
    [{ ...pushed, queue: { ...queue, conflict: 1 } }, 8],
    [{ ...pushed, queue: { ...queue, conflict: 1 }, stopped: { why: "401", error: refused } }, 4],
    [
      {
        ...pushed,
        queue: { ...queue, pending: 3 },
        stopped: { why: "no answer", error: new AccNetworkError("no answer") },
      },
      5,
    ],
  ])("%# ends with exit code %i", (result, code) => {
    expect(exitCodeOfPush(result)).toBe(code);
  });
});
