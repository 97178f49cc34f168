import { AccClient } from "@argo-acc/client";

import { readCommandLine, run } from "./command-line.ts";

const { connection, project, provider } = readCommandLine({
  about: "Prints value and metric type of each metric of a provider in a project.",
  required: { project: "id of the project", provider: "id of the provider" },
});

await run(async () => {
  const acc = new AccClient(connection);
  for await (const metric of acc.project(project).provider(provider).metrics.list()) {
    console.log(metric.value, metric.metric_definition.metric_type);
  }
});
