import { dataset, startSandbox } from "@argo-acc/sandbox";

/** What is served besides the number of metrics. */
export interface ServeOptions {
  /** Over https. Default `false`. */
  readonly tls?: boolean;
  /** Default: that of the dataset. */
  readonly projects?: number;
}

/** Serves a dataset of the given number of metrics until its parent ends it, or ends; its first line tells where. */
const [metrics = "100000", options = "{}"] = process.argv.slice(2);
const { tls = false, projects } = JSON.parse(options) as ServeOptions;
const sandbox = await startSandbox({
  tls,
  dataset: dataset({ metrics: Number(metrics), ...(projects === undefined ? {} : { projects }) }),
});
const { endpoint, certificate, state, tokens } = sandbox;
const [project] = state.projects.keys();
console.log(JSON.stringify({ endpoint, certificate, project, token: tokens.admin }));
process.stdin.on("end", () => process.exit()).resume();
