import { mkdirSync, mkdtempSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

import { AccConfigError } from "@argo-acc/core";

import { leaf } from "../cli/command.ts";
import { EXIT } from "../cli/exit-codes.ts";
import { text } from "../cli/option.ts";
import { tellDemo } from "../demo/tell-demo.ts";

export default leaf({
  name: "demo",
  details: [
    "Starts a sandbox of the service in a process of its own, mirrors it, queues three metrics, pushes them although one reply is lost, and exports the mirror. The commands it shows are the ones it runs. The files stay; the sandbox ends with the demo.",
  ],
  options: {
    dir: text("DIR", "An empty or new folder for the files.", {
      defaultText: "a new one for temporary files",
    }),
  },
  examples: [{ command: "argo-acc demo", does: "takes a few seconds" }],
  async run(values, session) {
    const folder =
      values.dir === undefined ? mkdtempSync(join(tmpdir(), "argo-acc-demo-")) : emptyFolder(values.dir);
    const result = await tellDemo(folder, session);
    if (session.output.json) await session.output.result(result);
    return EXIT.done;
  },
});

function emptyFolder(given: string): string {
  const folder = resolve(given);
  try {
    mkdirSync(folder, { recursive: true });
    if (readdirSync(folder).length === 0) return folder;
  } catch (cause) {
    throw new AccConfigError(`cannot make the folder ${folder}`, {
      cure: "name another one with --dir",
      cause,
    });
  }
  throw new AccConfigError(`the folder ${folder} is not empty`, {
    cure: "name an empty or a new one with --dir",
  });
}
