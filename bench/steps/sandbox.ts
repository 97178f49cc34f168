import { dataset, startSandbox } from "@argo-acc/sandbox";

/** Serves a dataset of the given number of metrics until its parent ends it, or ends; its first line tells where. */
const [metrics = "100000"] = process.argv.slice(2);
const sandbox = await startSandbox({ dataset: dataset({ metrics: Number(metrics) }) });
console.log(JSON.stringify({ endpoint: sandbox.endpoint, token: sandbox.tokens.admin }));
process.stdin.on("end", () => process.exit()).resume();
