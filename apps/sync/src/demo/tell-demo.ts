import { readdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

import { EXIT, type ExitCode } from "../cli/exit-codes.ts";
import { formatFact } from "../cli/output.ts";
import { ownCommand, quoteForShell } from "../cli/own-process.ts";
import { runIn } from "../cli/run.ts";
import type { Session, World } from "../cli/session.ts";
import { startSandboxProcess } from "./sandbox-process.ts";
import { countAtService, makeThreeMetrics, metricsAsCsv } from "./three-metrics.ts";

const COUNT_QUERY = "select project, count(*) as metrics from metrics group by project";
const USAGE_QUERY =
  "select project, round(sum(total)) as cpu_hours from usage_by_month where metric_name = 'cpu_hours' and month like '2024-%' group by project";
const NEXT_QUERY =
  "select month, round(sum(total)) as cpu_hours from usage_by_month where metric_name = 'cpu_hours' group by month";
/** Pushes until the lost reply is settled; two are enough where the service answers. */
const MOST_PUSHES = 5;
const GRACE_MS = 1000;

/** What a demo came to. */
export interface DemoResult {
  readonly folder: string;
  readonly files: readonly string[];
  /** How often the service has each of the three metrics. */
  readonly at_service: readonly number[];
}

/** Walks through the whole path on a sandbox, with the commands a user would type, and leaves the files in `folder`. */
export async function tellDemo(folder: string, session: Session): Promise<DemoResult> {
  const { entry, signal } = session;
  const say = (words: string) => (session.output.json ? Promise.resolve() : session.output.line(words));
  await using sandbox = await startSandboxProcess(entry, ["--fault", "lose-reply:1x"], signal);
  const mirror = join(folder, "mirror.db");
  const outbox = join(folder, "outbox.db");
  const reported = join(folder, "january.csv");
  const exported = join(folder, "metrics.csv");
  const run = commandRunner(session, {
    ARGO_ACC_ENDPOINT: sandbox.endpoint,
    ARGO_ACC_TOKEN: sandbox.token,
    ARGO_ACC_MIRROR: mirror,
    ARGO_ACC_OUTBOX: outbox,
  });

  await say(`A sandbox of the service runs in a process of its own: ${sandbox.endpoint}`);
  await say(
    "It will lose one reply. Endpoint, token and files are in the environment, so the commands are short.\n",
  );
  await run(["pull"]);
  await run(["query", COUNT_QUERY]);

  const metrics = makeThreeMetrics(mirror);
  writeFileSync(reported, metricsAsCsv(metrics));
  await say(
    "Three metrics are reported. The service stores the first one, but its reply gets lost on the way.\n",
  );
  await run(["add", "--file", reported]);
  await pushUntilSettled(run, say);
  const counts = await countAtService(metrics, sandbox, signal);
  if (counts.some((count) => count !== 1))
    throw new Error(`the service has the metrics ${counts.join(", ")} times`);
  await say(
    `The service itself, asked for each of the three, has it ${counts.join(", ")} times: exactly once.\n`,
  );

  await say("The mirror learns of them, and remembers what was before.\n");
  await run(["pull"]);
  await run(["changes"]);
  await say(
    "Where nothing has changed a pull costs a few requests; the service's own reports prove the mirror.\n",
  );
  await run(["pull"]);
  await run(["verify", "--from", "2025-01"]);
  await run(["query", USAGE_QUERY]);
  await run(["export", "metrics", "--format", "csv", "--out", exported]);
  const files = readdirSync(folder).filter((name) => !/-(?:wal|shm)$|\.lock/.test(name));
  await say(ending(folder, files, session));
  return { folder, files, at_service: counts };
}

type Run = (argv: readonly string[], expected?: readonly ExitCode[]) => Promise<ExitCode>;

/** Shows a command line as it would be typed, runs it as if it had been, and shows what it says. */
function commandRunner(session: Session, env: Record<string, string>): Run {
  const { output, stdout, signal } = session;
  const nowhere = { write: (_: string | Uint8Array, done?: () => void) => (done?.(), true) };
  const sink = output.json ? nowhere : stdout;
  const world: World = { ...session, env: { ...session.env, ...env }, stdout: sink, stderr: sink };
  return async (argv, expected = [EXIT.done]) => {
    if (!output.json) await output.line(`$ argo-acc ${argv.map(quoteForShell).join(" ")}`);
    const code = await runIn(world, argv);
    signal.throwIfAborted();
    if (!expected.includes(code)) throw new Error(`argo-acc ${argv.join(" ")} ended with exit code ${code}`);
    if (!output.json) await output.line("");
    return code;
  };
}

async function pushUntilSettled(run: Run, say: (words: string) => Promise<void>): Promise<void> {
  for (let push = 1; push <= MOST_PUSHES; push++) {
    const code = await run(["push", "--grace", "1s"], [EXIT.done, EXIT.partial]);
    if (code === EXIT.done) return;
    await say(
      "Exit code 3: what became of it is not known yet. It is looked up again after the grace time.\n",
    );
    await wait(GRACE_MS);
  }
  throw new Error(`the lost reply was not settled in ${MOST_PUSHES} pushes`);
}

function ending(folder: string, files: readonly string[], { entry, env }: Session): string {
  const command = ownCommand(entry, env);
  const mirror = `--mirror ${quoteForShell(join(folder, "mirror.db"))}`;
  const outbox = `--outbox ${quoteForShell(join(folder, "outbox.db"))}`;
  return [
    formatFact("files", `${folder}: ${files.map((name) => basename(name)).join(", ")}`),
    formatFact("next", "these work offline, without the sandbox:"),
    formatFact("", `${command} status ${mirror} ${outbox}`),
    formatFact("", `${command} query ${quoteForShell(NEXT_QUERY)} ${mirror}`),
    formatFact("", `${command} export installations ${mirror}`),
  ].join("\n");
}
