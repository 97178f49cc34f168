import { statSync } from "node:fs";

import { drizzle } from "drizzle-orm/better-sqlite3";
import { expect, test } from "vitest";

import { openFile } from "../src/file/open-file.ts";
import { AccStoreError, Outbox } from "../src/outbox/index.ts";
import { OUTBOX } from "../src/outbox/outbox-file.ts";
import { temporaryFolder } from "./file-support/temporary-folder.ts";

const ENDPOINT = "https://api.acc.example.org/accounting-system";

function entries(count: number) {
  return Array.from({ length: count }, (_, index) => ({
    installation_id: "65d1f0a0c3a5b20000000001",
    metric_definition_id: "65d1f0a0c3a5b200000000aa",
    time_period_start: "2024-01-01T00:00:00Z",
    time_period_end: "2024-02-01T00:00:00Z",
    value: 1,
    user_id: `user-${index}`,
  }));
}

test("an add that fills the disk queues nothing, keeps what was queued, and gives the space back", () => {
  using folder = temporaryFolder();
  const path = folder.file("outbox.db");
  const { database } = openFile(path, OUTBOX, { endpoint: ENDPOINT });
  // As with a full disk, after part of the entries has been written to the log.
  database.pragma("cache_size = 10");
  database.pragma("max_page_count = 100");
  using outbox = new Outbox(path, ENDPOINT, { sqlite: database, orm: drizzle(database) });
  outbox.add(entries(10));
  expect(() => outbox.add(entries(5000))).toThrow(AccStoreError);
  expect(() => outbox.add(entries(5000))).toThrow("the disk is full");
  expect(statSync(`${path}-wal`).size).toBe(0);
  expect(outbox.counts().pending).toBe(10);
  expect(outbox.add(entries(20))).toMatchObject({ added: 10, already_queued: 10 });
});
