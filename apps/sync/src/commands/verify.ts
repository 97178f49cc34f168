import { openMirror } from "@argo-acc/store/mirror";

import { leaf } from "../cli/command.ts";
import { chosenEndpoint, connect } from "../cli/connect.ts";
import type { ExitCode } from "../cli/exit-codes.ts";
import { knownEndpoint } from "../cli/known-endpoint.ts";
import { text } from "../cli/option.ts";
import { showVerify } from "../cli/results/verify-progress.ts";
import { exitCodeOfVerify, sayVerify } from "../cli/results/verify-words.ts";
import { stateFiles } from "../cli/state-files.ts";
import { verify } from "../verify/index.ts";

export default leaf({
  name: "verify",
  options: {
    from: text("MONTH|DAY", "The first month to compare, such as 2024-01; a day means its month.", {
      defaultText: "all there is",
    }),
    to: text("MONTH|DAY", "The last month to compare, likewise.", { defaultText: "all there is" }),
  },
  examples: [
    {
      command: "argo-acc pull && argo-acc verify",
      does: "proves that the mirror is what the service reports",
    },
  ],
  async run(values, { env, output, signal }): Promise<ExitCode> {
    const { mirror: path } = stateFiles(values, env);
    const endpoint = chosenEndpoint(values, () => knownEndpoint(path, "mirror"));
    const acc = await connect(endpoint, values, env);
    using mirror = openMirror(path, { readonly: true, endpoint });
    using progress = await showVerify(output, path, endpoint);
    const { from, to } = values;
    const result = await verify(acc, mirror, { from, to, signal, onEvent: progress.onEvent });
    progress[Symbol.dispose]();
    sayVerify(result, output, Date.now());
    if (output.json) await output.result(result);
    return exitCodeOfVerify(result);
  },
});
