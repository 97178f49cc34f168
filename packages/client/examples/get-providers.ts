import { AccClient } from "@argo-acc/client";

import { readCommandLine, run } from "./command-line.ts";

const { connection } = readCommandLine({
  about: "Prints name and id of each provider. The token needs an operations role.",
});

await run(async () => {
  const acc = new AccClient(connection);
  for await (const provider of acc.providers.list()) {
    console.log(`${provider.name} (ID: ${provider.id})`);
  }
});
