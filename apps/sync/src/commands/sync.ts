import { leaf } from "../cli/command.ts";
import { errorAsData, reportError } from "../cli/error-report.ts";
import { EXIT, type ExitCode, exitCodeOfError, gravest } from "../cli/exit-codes.ts";
import { ReaderGoneError } from "../cli/output.ts";
import type { Session } from "../cli/session.ts";
import { pullOptions, runPull } from "./run-pull.ts";
import { pushOptions, runPush } from "./run-push.ts";

/** After these a pull could not succeed, or should wait until a person has looked. */
const ENDS_SYNC: ReadonlySet<ExitCode> = new Set([EXIT.usage, EXIT.noAccess, EXIT.store]);

export default leaf({
  name: "sync",
  details: [
    "Pushes, then pulls. The pull is done even if the push failed, except after wrong usage (2), no access (4) or a bad file (9). The exit code is the graver one of both.",
  ],
  options: { ...pushOptions, ...pullOptions },
  examples: [
    {
      command: "argo-acc sync --quiet --token-file /run/secrets/token",
      does: "in cron, a systemd timer or a Kubernetes CronJob: only errors are said, the exit code tells the rest",
    },
  ],
  async run(values, session) {
    const pushed = await half(session, () => runPush(values, session));
    const pulled = ENDS_SYNC.has(pushed.code)
      ? undefined
      : await half(session, () => runPull(values, session));
    const code = gravest([pushed.code, ...(pulled === undefined ? [] : [pulled.code])]);
    if (session.output.json) {
      await session.output.result({ push: pushed.shown, pull: pulled?.shown ?? null, exit_code: code });
    }
    return code;
  },
});

/** One half of a sync: its code, and what `--json` shows of it. A failure is reported here, so that the other half can follow. */
async function half(
  session: Session,
  work: () => Promise<{ readonly result: unknown; readonly code: ExitCode }>,
): Promise<{ readonly shown: unknown; readonly code: ExitCode }> {
  try {
    const { result, code } = await work();
    return { shown: result, code };
  } catch (error) {
    if (session.signal.aborted || error instanceof ReaderGoneError) throw error;
    const code = exitCodeOfError(error);
    reportError(error, code, session.output);
    return { shown: { error: errorAsData(error) }, code };
  }
}
