import { DatabaseSync } from "node:sqlite";

import { printFacts, secondsSince } from "./print-facts.ts";

/** What is written first in Node: one page after the other with `fetch`, and an upsert by id for each row. */
const [endpoint = "", token = "", project = "", path = ""] = process.argv.slice(2);
interface NaivePage {
  readonly total_pages: number;
  readonly content: readonly Readonly<Record<string, unknown>>[];
}
const FIELDS = [
  "id",
  "time_period_start",
  "time_period_end",
  "value",
  "project",
  "provider",
  "installation_id",
  "project_id",
  "resource",
  "group_id",
  "user_id",
];
const began = performance.now();
const database = new DatabaseSync(path);
database.exec("PRAGMA journal_mode = WAL");
database.exec(
  `CREATE TABLE IF NOT EXISTS metrics (${FIELDS.join(", ")}, metric_definition, PRIMARY KEY (id))`,
);
const insert = database.prepare(
  `INSERT OR REPLACE INTO metrics VALUES (${[...FIELDS, ""].map(() => "?").join(", ")})`,
);
function store(page: NaivePage): void {
  database.exec("BEGIN");
  for (const row of page.content) {
    const values = FIELDS.map((field) => row[field] ?? null) as (string | number | null)[];
    insert.run(...values, JSON.stringify(row["metric_definition"]));
  }
  database.exec("COMMIT");
}
const headers = { authorization: `Bearer ${token}` };
let pages = 1;
for (let page = 1; page <= pages; page++) {
  const answer = await fetch(`${endpoint}/projects/${project}/metrics?page=${page}&size=100`, { headers });
  const body = (await answer.json()) as NaivePage;
  store(body);
  pages = body.total_pages;
}
const stored = database.prepare("SELECT count(*) AS metrics FROM metrics").get();
database.close();
printFacts(secondsSince(began), { metrics: Number(stored?.["metrics"]) });
