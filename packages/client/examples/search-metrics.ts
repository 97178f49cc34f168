import { AccClient, allOf, instantIs, textIs } from "@argo-acc/client";

import { leave, readCommandLine, run } from "./command-line.ts";

const { connection, project, group, since } = readCommandLine({
  about: "Searches the metrics of one group in a project, from a day on, and prints them as lines of JSON.",
  required: { project: "id of the project", group: "id of the group", since: "a day, yyyy-mm-dd, UTC" },
});
const start = Date.parse(`${since}T00:00:00Z`);
if (Number.isNaN(start)) leave(`--since "${since}" is not a day`);

await run(async () => {
  const acc = new AccClient(connection);
  const query = allOf(
    textIs("project_id", project),
    textIs("group_id", group),
    instantIs("time_period_start", "gte", start),
  );
  for await (const metric of acc.metrics.search(query, { pageSize: 1000 })) {
    console.log(JSON.stringify(metric));
  }
});
