import { leaf } from "../cli/command.ts";
import { pullOptions, runPull } from "./run-pull.ts";

export default leaf({
  name: "pull",
  details: [
    "Mirrors everything the token may read into one SQLite file. What the service counts as it did last time is not read again until the next full reading is due; --full reads everything now.",
    "With --json the last line is the result: requests, rows (added, changed, gone, unchanged), complete, seconds and what became of each grant.",
  ],
  options: pullOptions,
  examples: [
    {
      command: "argo-acc pull --endpoint api.acc.argo.grnet.gr --token-file token.txt --mirror mirror.db",
      does: "makes the mirror; later runs need no --endpoint, since the file knows its service",
    },
    { command: "argo-acc pull --full", does: "proves every row again" },
  ],
  async run(values, session) {
    const { result, code } = await runPull(values, session);
    if (session.output.json) await session.output.result(result);
    return code;
  },
});
