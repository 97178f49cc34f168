import { AccClient } from "@argo-acc/client";
import { openMirror } from "@argo-acc/store/mirror";
import { pull } from "@argo-acc/sync";

import { printFacts, secondsSince } from "./print-facts.ts";

/** One pull into a mirror file, as the command does it: `pull` or, with `full`, a complete reading again. */
const [endpoint = "", token = "", path = "", how = ""] = process.argv.slice(2);
const acc = new AccClient({ endpoint, token });
using mirror = openMirror(path, { endpoint: acc.endpoint });
const began = performance.now();
const result = await pull(acc, mirror, { full: how === "full" });
const seconds = secondsSince(began);
if (!result.complete) throw new Error(`the pull was not complete: ${JSON.stringify(result.grants)}`);
const { added, changed, unchanged } = result.rows;
printFacts(seconds, { requests: result.requests, metrics: result.metrics, added, changed, unchanged });
