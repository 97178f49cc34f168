import { AccClient } from "@argo-acc/client";

import { readCommandLine, run } from "./command-line.ts";

const { connection, project } = readCommandLine({
  about: "Prints value and metric type of each metric of a project.",
  required: { project: "id of the project" },
});

await run(async () => {
  const acc = new AccClient(connection);
  // readAll misses nothing while others write; acc.project(id).metrics.list() would promise less
  for await (const metric of acc.metrics.readAll({ kind: "project", project_id: project })) {
    console.log(metric.value, metric.metric_definition.metric_type);
  }
});
