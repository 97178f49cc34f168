import { AccClient } from "@argo-acc/client";

import { leave, readCommandLine, run } from "./command-line.ts";

const { connection, installation, metricdefid, tstart, tend, value, gid, uid } = readCommandLine({
  about: "Adds a metric to an installation and prints it as the service stored it.",
  required: {
    installation: "id of the installation",
    metricdefid: "id of the metric definition",
    tstart: "when the period starts, such as 2024-01-01T00:00:00Z",
    tend: "when the period ends",
    value: "a number",
  },
  optional: { gid: "the group it is counted for", uid: "the user it is counted for" },
});
if (value.trim() === "" || !Number.isFinite(Number(value))) leave(`--value "${value}" is not a number`);

await run(async () => {
  const acc = new AccClient(connection);
  const metric = await acc.installation(installation).metrics.add({
    metric_definition_id: metricdefid,
    time_period_start: tstart,
    time_period_end: tend,
    value: Number(value),
    ...(gid === undefined ? {} : { group_id: gid }),
    ...(uid === undefined ? {} : { user_id: uid }),
  });
  console.log(JSON.stringify(metric));
});
