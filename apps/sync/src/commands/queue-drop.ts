import { openOutbox } from "@argo-acc/store/outbox";

import { leaf } from "../cli/command.ts";
import { namedEntries } from "../cli/entry-ids.ts";
import { EXIT } from "../cli/exit-codes.ts";
import { text } from "../cli/option.ts";
import { stateFiles } from "../cli/state-files.ts";
import { count } from "../cli/words.ts";

export default leaf({
  name: "queue drop",
  details: [
    "Pending, rejected and conflicting entries are given up; they stay in the outbox with the reason. An entry the service has, or may have, cannot be dropped. Of several entries all are dropped, or none.",
  ],
  words: [{ name: "ID", description: "the number of an entry", many: true }],
  options: {
    reason: text("TEXT", "Why, for whoever reads the outbox later.", { defaultText: "dropped by hand" }),
  },
  examples: [{ command: "argo-acc queue drop 118 --reason 'reported twice'", does: "gives entry 118 up" }],
  async run(values, { env, output }, words) {
    using outbox = openOutbox(stateFiles(values, env).outbox, { create: false });
    const ids = namedEntries(outbox, words).map(({ id }) => id);
    outbox.drop(ids, values.reason ?? "dropped by hand");
    if (output.json) await output.result({ dropped: ids });
    output.fact("dropped", count(ids.length, "entry", "entries"));
    return EXIT.done;
  },
});
