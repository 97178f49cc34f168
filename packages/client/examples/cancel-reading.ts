import { AccClient } from "@argo-acc/client";

import { leave, readCommandLine, run } from "./command-line.ts";

const { connection, project, seconds } = readCommandLine({
  about: "Counts the metrics of a project for so many seconds at most; Ctrl-C ends it earlier.",
  required: { project: "id of the project", seconds: "a number of seconds" },
});
if (!(Number(seconds) > 0)) leave(`--seconds "${seconds}" is not a number of seconds`);

await run(async () => {
  const stop = new AbortController();
  process.once("SIGINT", () => stop.abort());
  const signal = AbortSignal.any([stop.signal, AbortSignal.timeout(Number(seconds) * 1000)]);

  const acc = new AccClient(connection);
  let read = 0;
  try {
    for await (const _ of acc.metrics.readAll({ kind: "project", project_id: project }, { signal }))
      read += 1;
    console.log(`${read} metrics, all of them`);
  } catch (error) {
    // the reason of the signal comes out as it was given, and nothing is left in flight
    if (error !== signal.reason) throw error;
    console.log(`${read} metrics, then cancelled`);
    process.exitCode = 3;
  }
});
