import { openOutbox } from "@argo-acc/store/outbox";

import { leaf } from "../cli/command.ts";
import { namedEntries } from "../cli/entry-ids.ts";
import { EXIT } from "../cli/exit-codes.ts";
import { stateFiles } from "../cli/state-files.ts";
import { count } from "../cli/words.ts";

export default leaf({
  name: "queue retry",
  details: [
    "Rejected and conflicting entries become pending again; a pending one that waits for its next try is due at once. Of several entries all are changed, or none.",
  ],
  words: [{ name: "ID", description: "the number of an entry", many: true }],
  options: {},
  examples: [{ command: "argo-acc queue retry 118 119", does: "lets the next push send both again" }],
  async run(values, { env, output }, words) {
    using outbox = openOutbox(stateFiles(values, env).outbox, { create: false });
    const ids = namedEntries(outbox, words).map(({ id }) => id);
    outbox.retry(ids);
    if (output.json) await output.result({ retried: ids });
    output.fact("pending", `${count(ids.length, "entry", "entries")} again; argo-acc push sends`);
    return EXIT.done;
  },
});
