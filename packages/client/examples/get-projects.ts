import { AccClient } from "@argo-acc/client";

import { readCommandLine, run } from "./command-line.ts";

const { connection } = readCommandLine({
  about: "Prints title and id of each project that the token can see.",
});

await run(async () => {
  const acc = new AccClient(connection);
  for await (const project of acc.projects.list()) {
    console.log(`${project.title} (ID: ${project.id})`);
  }
});
