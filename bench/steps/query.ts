import { openMirror } from "@argo-acc/store/mirror";

import { printFacts, secondsSince } from "./print-facts.ts";

/** Runs one statement over the views of a mirror, three times, and keeps the median. */
const [path = "", sql = ""] = process.argv.slice(2);
using mirror = openMirror(path, { readonly: true });
let rows = 0;
const times = [1, 2, 3].map(() => {
  const began = performance.now();
  rows = [...mirror.query(sql).rows].length;
  return secondsSince(began);
});
printFacts(times.toSorted((a, b) => a - b)[1] ?? 0, { rows });
