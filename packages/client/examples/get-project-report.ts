import { AccClient } from "@argo-acc/client";

import { readCommandLine, run } from "./command-line.ts";

const { connection, project, start, end } = readCommandLine({
  about: "Prints the totals of a project by metric definition, as the service reports them.",
  required: {
    project: "id of the project",
    start: "first day, yyyy-mm-dd",
    end: "the day after the last one",
  },
});

await run(async () => {
  const acc = new AccClient(connection);
  const report = await acc.project(project).report({ start, end });
  for (const total of report.aggregated_metrics) {
    console.log(`${total.metric_name}\t${total.total_value}\t${total.unit_type}`);
  }
});
