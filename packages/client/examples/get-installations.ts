import { AccClient } from "@argo-acc/client";

import { readCommandLine, run } from "./command-line.ts";

const { connection } = readCommandLine({
  about: "Prints each installation of the system as a line of JSON.",
});

await run(async () => {
  const acc = new AccClient(connection);
  for await (const installation of acc.installations.all()) {
    console.log(JSON.stringify(installation));
  }
});
