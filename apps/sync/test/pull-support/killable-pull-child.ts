// Run as a process of its own: loads everything, waits for its order on standard input, and pulls. It may be told to
// kill itself at one of the points it passes, and writes a line of JSON for what its parent has to know.
import { once } from "node:events";
import { writeSync } from "node:fs";

import { AccClient } from "@argo-acc/client";
import { grantKey } from "@argo-acc/core";
import { type Mirror, openMirror } from "@argo-acc/store/mirror";

import { pull } from "../../src/pull/pull.ts";
import { repeatedIds } from "./repeated-ids.ts";
import type { PullLine, PullOrder } from "./pull-order.ts";

const [text] = await once(process.stdin, "data");
const order = JSON.parse(String(text)) as PullOrder;
const passed = { requests: 0, writes: 0 };

function say(line: PullLine): void {
  writeSync(1, `${JSON.stringify(line)}\n`); // which has left this process when it returns
}

function pass(kind: keyof typeof passed): void {
  passed[kind] += 1;
  if (order.dieAt?.kind === kind && order.dieAt.point === passed[kind]) process.kill(process.pid, "SIGKILL");
}

/** Every row that is written is a point, inside its transaction. */
function watchWrites({ database }: Mirror): void {
  database.function("pass_write", () => {
    pass("writes");
    return null;
  });
  const tables = database
    .prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    .pluck()
    .all();
  for (const table of tables) {
    for (const action of ["INSERT", "UPDATE", "DELETE"]) {
      database.exec(
        `CREATE TEMP TRIGGER "${table}_${action}" AFTER ${action} ON main."${table}" BEGIN SELECT pass_write(); END`,
      );
    }
  }
}

const acc = new AccClient({
  endpoint: order.endpoint,
  token: order.token,
  fetch: async (input, init) => {
    pass("requests");
    if (String(input).endsWith("/metrics/search") || String(input).includes("/metrics/search?")) {
      say({ type: "search", body: String(init?.body) });
    }
    const response = await fetch(input, init);
    pass("requests");
    return response;
  },
});
say({ type: "started" });
using mirror = openMirror(order.file, { endpoint: acc.endpoint });
// Pages reach the log before their transaction is committed, and the file while the pull runs.
mirror.database.pragma("cache_size = 10");
mirror.database.pragma("wal_autocheckpoint = 20");
watchWrites(mirror);
const result = await pull(acc, mirror, {
  full: order.full,
  maxGone: Number.MAX_SAFE_INTEGER,
  onEvent(event) {
    if (event.type === "discovered") say({ type: "begun", repeated: repeatedIds(mirror) });
    if (event.type === "grant") say({ type: "grant", key: grantKey(event.result.grant) });
  },
});
say({ type: "ended", complete: result.complete, problems: result.problems, ...passed });
process.exit(0);
