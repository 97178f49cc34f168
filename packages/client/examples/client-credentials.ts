import { readFileSync } from "node:fs";

import { AccClient, clientCredentials } from "@argo-acc/client";

import { readCommandLine, run } from "./command-line.ts";

const { connection, issuer, client, secret } = readCommandLine({
  about: "Counts what a service account may read.",
  token: false,
  required: {
    issuer: "URL of the OIDC issuer",
    client: "id of the client",
    secret: "a file that holds the secret of the client",
  },
});

await run(async () => {
  // the token is fetched when it is needed, and renewed before it expires: this can run for months
  const token = clientCredentials({
    issuer,
    clientId: client,
    clientSecret: () => readFileSync(secret, "utf8").trim(),
  });
  const acc = new AccClient({ ...connection, token });
  const { grants } = await acc.discover();
  for (const { grant, count } of grants) console.log(`${count} metrics: ${JSON.stringify(grant)}`);
});
