import { expect, it } from "vitest";

import { openMirror, readRefused, revertRun, saveRefused, startRun } from "../src/mirror/index.ts";
import { testMirror } from "./mirror-support/test-mirror.ts";

const one = { grant: { kind: "project", project_id: "a" }, status: 403, source: "GET /clients/me" } as const;
const other = { grant: { kind: "project", project_id: "b" }, status: 404, source: "known" } as const;

it("what a run was refused is what the runs after it were, until one is refused something else", () => {
  using world = testMirror();
  const { mirror } = world;
  const rows = () => mirror.database.prepare("SELECT run FROM refusal").pluck().all();
  expect(readRefused(mirror)).toEqual([]);
  saveRefused(mirror, startRun(mirror, 0), []);
  expect(rows()).toEqual([]);
  saveRefused(mirror, startRun(mirror, 0), [other, one]);
  saveRefused(mirror, startRun(mirror, 0), [one, other]);
  expect([readRefused(mirror), rows()]).toEqual([[one, other], [2]]);
  saveRefused(mirror, startRun(mirror, 0), []);
  expect([mirror.status().refused, rows()]).toEqual([[], [2, 4]]);
});

it("is told as it was at the end of an earlier run, and forgotten with a run that is taken back", () => {
  using world = testMirror();
  const { mirror, path } = world;
  saveRefused(mirror, startRun(mirror, 0), [one]);
  saveRefused(mirror, startRun(mirror, 0), [other]);
  using then = openMirror(path, { readonly: true, asOf: 1 });
  expect(then.status().refused).toEqual([one]);
  revertRun(mirror, 2);
  expect(readRefused(mirror)).toEqual([one]);
  saveRefused(mirror, startRun(mirror, 0), [one]);
  expect(readRefused(mirror)).toEqual([one]);
});
