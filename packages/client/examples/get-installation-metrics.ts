import { AccClient } from "@argo-acc/client";

import { readCommandLine, run } from "./command-line.ts";

const { connection, installation } = readCommandLine({
  about: "Prints value and metric type of each metric of an installation.",
  required: { installation: "id of the installation" },
});

await run(async () => {
  const acc = new AccClient(connection);
  for await (const metric of acc.installation(installation).metrics.list()) {
    console.log(metric.value, metric.metric_definition.metric_type);
  }
});
