import { AccClient, tokenFromEnv } from "@argo-acc/client";
import { openOutbox } from "@argo-acc/store/outbox";

import { push } from "../../src/push/push.ts";

/** Pushes an outbox, until it is killed. */
const [endpoint = "", path = ""] = process.argv.slice(2);
using outbox = openOutbox(path, { endpoint });
await push(new AccClient({ endpoint, token: tokenFromEnv() }), outbox, { concurrency: 3 });
