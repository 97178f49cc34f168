import { describe, expect, it } from "vitest";

import type { Grant } from "@argo-acc/core";

import { endRun, type GrantRecord, outermost, readGrants, saveGrant, startRun } from "../src/mirror/index.ts";
import { testMirror } from "./mirror-support/test-mirror.ts";

const SYSTEM: Grant = { kind: "system" };
const PROJECT: Grant = { kind: "project", project_id: "a/b" };
const PROVIDER: Grant = { kind: "provider", project_id: "p", provider_id: "v" };
const INSTALLATION: Grant = { kind: "installation", project_id: "p", provider_id: "v", installation_id: "i" };

const DAY = 86_400_000;
const NOON = Date.parse("2026-11-23T12:00:00Z");

function record(grant: Grant, fields: Partial<GrantRecord> = {}): GrantRecord {
  return {
    grant,
    state: "read",
    why: null,
    count: 5,
    readMs: NOON,
    agreedMs: NOON,
    frozenMs: null,
    ...fields,
  };
}

describe("grants", () => {
  it("are kept with everything known of them, whatever their kind", () => {
    using test = testMirror();
    const run = startRun(test.mirror, 0);
    const records = [
      record(INSTALLATION, {
        state: "incomplete",
        why: "a window was not read",
        readMs: null,
        agreedMs: null,
      }),
      record(PROJECT),
      record(PROVIDER, { state: "frozen", why: "403", frozenMs: NOON, count: null }),
      record(SYSTEM, { state: "agrees" }),
    ];
    for (const each of records) saveGrant(test.mirror, run, each);
    expect(readGrants(test.mirror)).toEqual(records);
  });

  it("remember the run that first saw them", () => {
    using test = testMirror();
    saveGrant(
      test.mirror,
      startRun(test.mirror, 0),
      record(PROJECT, { state: "incomplete", why: "stopped" }),
    );
    saveGrant(test.mirror, startRun(test.mirror, 0), record(PROJECT));
    expect(readGrants(test.mirror)).toEqual([record(PROJECT)]);
    expect(test.mirror.database.prepare("SELECT first_run FROM grant_state").pluck().all()).toEqual([1]);
  });

  it("are told apart from those they contain", () => {
    const grants = [{ grant: PROVIDER }, { grant: INSTALLATION }, { grant: PROJECT }];
    expect(outermost(grants)).toEqual([{ grant: PROVIDER }, { grant: PROJECT }]);
    expect(outermost([...grants, { grant: SYSTEM }])).toEqual([{ grant: SYSTEM }]);
  });
});

describe("the status of a mirror", () => {
  it("tells the oldest reading and the oldest agreement of what can be read", () => {
    using test = testMirror();
    const run = startRun(test.mirror, NOON);
    saveGrant(test.mirror, run, record(PROJECT, { readMs: NOON - DAY, agreedMs: NOON, state: "agrees" }));
    saveGrant(test.mirror, run, record(PROVIDER, { readMs: NOON - 1000, agreedMs: NOON - 1000 }));
    saveGrant(test.mirror, run, record(INSTALLATION, { readMs: NOON - 9 * DAY, agreedMs: null }));
    endRun(test.mirror, run, { endedMs: NOON + 5000, requests: 9, complete: true, problem: null });
    const status = test.mirror.status();
    expect(status).toMatchObject({
      complete: true,
      read_at: "2026-11-22T12:00:00Z",
      agreed_at: "2026-11-23T11:59:59Z",
      last_run: {
        id: run,
        started_at: "2026-11-23T12:00:00Z",
        ended_at: "2026-11-23T12:00:05Z",
        requests: 9,
      },
    });
    expect(status.grants.map(({ grant, state }) => [grant.kind, state])).toEqual([
      ["project", "agrees"],
      ["provider", "read"],
    ]);
  });

  it("is not complete while a grant is not", () => {
    using test = testMirror();
    saveGrant(test.mirror, 1, record(PROJECT));
    saveGrant(
      test.mirror,
      1,
      record(PROVIDER, { state: "incomplete", why: "a hole", readMs: null, agreedMs: null }),
    );
    expect(test.mirror.status()).toMatchObject({ complete: false, read_at: null, agreed_at: null });
  });

  it("names a grant that was lost, and counts on the others", () => {
    using test = testMirror();
    saveGrant(test.mirror, 1, record(SYSTEM, { state: "frozen", why: "refused", frozenMs: NOON, readMs: 0 }));
    saveGrant(test.mirror, 1, record(PROJECT));
    const status = test.mirror.status();
    expect(status).toMatchObject({ complete: true, read_at: "2026-11-23T12:00:00Z" });
    expect(status.grants).toEqual([
      expect.objectContaining({ grant: PROJECT, state: "read", frozen_since: null }),
      expect.objectContaining({
        grant: SYSTEM,
        state: "frozen",
        frozen_since: "2026-11-23T12:00:00Z",
        why: "refused",
      }),
    ]);
  });
});
