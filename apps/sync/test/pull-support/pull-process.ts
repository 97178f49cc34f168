// Run as a process of its own: pulls from the endpoint into the file with the token of the environment, window by
// window, and says after each how many rows came.
import { AccClient } from "@argo-acc/client";
import { openMirror } from "@argo-acc/store/mirror";

import { pull } from "../../src/pull/pull.ts";

const [, , endpoint = "", file = ""] = process.argv;
const acc = new AccClient({ endpoint, token: process.env["ARGO_ACC_TOKEN"] ?? "", concurrency: 1 });
using mirror = openMirror(file, { endpoint: acc.endpoint });
await pull(acc, mirror, {
  full: true,
  onEvent(event) {
    if (event.type === "progress") process.stdout.write(`${event.rows}\n`);
  },
});
