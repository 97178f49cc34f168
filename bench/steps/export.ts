import { createWriteStream } from "node:fs";
import { once } from "node:events";

import { openMirror } from "@argo-acc/store/mirror";
import { exportRows } from "@argo-acc/sync";

import { printFacts, secondsSince } from "./print-facts.ts";

/** Writes every metric of a mirror as CSV. */
const [path = "", target = ""] = process.argv.slice(2);
using mirror = openMirror(path, { readonly: true });
const began = performance.now();
const file = createWriteStream(target);
const { rows } = await exportRows(mirror, { entity: "metrics", format: "csv" }, async (chunk) => {
  if (!file.write(chunk)) await once(file, "drain");
});
file.end();
await once(file, "finish");
printFacts(secondsSince(began), { metrics: rows, bytes: file.bytesWritten });
