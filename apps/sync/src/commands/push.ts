import { leaf } from "../cli/command.ts";
import { pushOptions, runPush } from "./run-push.ts";

export default leaf({
  name: "push",
  details: [
    "Looks whether the service has a queued metric, sends it if not, and looks again wherever an answer was lost. A lost answer is never simply sent again: the entry stays uncertain, the exit code is 3, and a later push settles it.",
  ],
  options: pushOptions,
  examples: [
    {
      command: "argo-acc push --token-file token.txt",
      does: "sends what is queued to the service of the outbox",
    },
    { command: "argo-acc push --limit 10", does: "tries with the first ten" },
  ],
  async run(values, session) {
    const { result, code } = await runPush(values, session);
    if (session.output.json) await session.output.result(result);
    return code;
  },
});
