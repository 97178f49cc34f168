// Runs seeds of the churn test, as many as one likes:
// node apps/sync/test/proof/churn-seeds.ts --seeds 10000 --from 1
// Says what was wrong as it is found, a line of words at the end, and the same as JSON.
import { parseArgs } from "node:util";

import { describeSummary, runChurnSeeds } from "./churn-run.ts";

const { values } = parseArgs({
  options: { seeds: { type: "string", default: "1000" }, from: { type: "string", default: "1" } },
});
const summary = await runChurnSeeds({
  seeds: Number(values.seeds),
  from: Number(values.from),
  onSeed({ wrong }) {
    for (const words of wrong) process.stderr.write(`${words}\n`);
  },
});
process.stderr.write(`${describeSummary(summary)}\n`);
process.stdout.write(`${JSON.stringify(summary)}\n`);
if (summary.wrong.length > 0 || summary.missedByOffsets === 0) process.exitCode = 1;
