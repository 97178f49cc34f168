import { type BackupResult, backupMirror, openMirror } from "@argo-acc/store/mirror";

import { leaf } from "../cli/command.ts";
import { EXIT } from "../cli/exit-codes.ts";
import { flag } from "../cli/option.ts";
import type { Output } from "../cli/output.ts";
import { openProgress } from "../cli/progress.ts";
import { stateFiles } from "../cli/state-files.ts";
import { count, formatBytes, formatMinute } from "../cli/words.ts";

export default leaf({
  name: "backup",
  details: [
    "Copies the mirror into one file, history included, while pulls and queries go on. The copy is the mirror as it was when a run had ended; of a run that is under way nothing is in it. A pull into the copy goes on from there.",
    "The file needs no other beside it and can be read where nothing can be written, by any command that reads (--mirror FILE) and by any SQLite tool. Only its owner may read it; with --share its group may too.",
    "A mirror that an older argo-acc wrote is copied as it is, before a pull of this one brings it up to date; except while a run is under way, which could not be taken out of the copy.",
    "FILE is replaced whole or not at all, and only if it is empty or another mirror of the same service that nobody writes.",
  ],
  words: [{ name: "FILE", description: "where to write the copy" }],
  options: { share: flag("Let the group of the file read it: mode 0640 instead of 0600.") },
  examples: [
    { command: "argo-acc backup /backup/mirror.db", does: "replaces the backup of yesterday" },
    {
      command: "argo-acc backup --share /srv/grafana/mirror.db",
      does: "for others to read, after each pull",
    },
  ],
  async run(values, { env, output, signal }, [target = ""]) {
    using mirror = openMirror(stateFiles(values, env).mirror, { readonly: true, anyOlder: true });
    using bar = await openProgress("pages", output);
    const result = await backupMirror(mirror, target, {
      share: values.share,
      signal,
      onProgress: ({ pages, of }) => bar.update(pages, of, ""),
    });
    bar[Symbol.dispose]();
    if (output.json) await output.result(result);
    sayBackup(result, target, output);
    return EXIT.done;
  },
});

function sayBackup(result: BackupResult, target: string, output: Output): void {
  const { metrics, bytes, run, left_out, older_format } = result;
  const end = run.ended_at === null ? "which was killed" : `ended ${formatMinute(run.ended_at)}`;
  const size = `${count(metrics, "metric")}, ${formatBytes(bytes)}`;
  output.fact("wrote", `${target}: ${size}, as of run ${run.id}, ${end}`);
  if (older_format !== null) {
    output.fact(
      "",
      `of an older argo-acc (format ${older_format}), as it was: a pull into it brings it up to date`,
    );
  }
  if (left_out !== null) output.fact("", `run ${left_out} is under way: nothing of it is in the backup`);
}
