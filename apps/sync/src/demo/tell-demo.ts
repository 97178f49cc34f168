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

const USAGE_QUERY =
  "select project, metric_name, round(sum(total), 1) as total, unit_type from usage_by_month where month >= '2024-01' group by project, metric_definition_id order by project, metric_name limit 8";
const COUNT_QUERY =
  "select (select count(*) from projects) as projects, (select count(*) from providers) as providers, (select count(*) from installations) as installations, count(*) as metrics from metrics";
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
  await say("Three metrics are reported. The service will store the first, but its reply gets lost.\n");
  await run(["add", "--file", reported]);
  await pushUntilSettled(run, say);
  const counts = await countAtService(metrics, sandbox, signal);
  if (counts.some((count) => count !== 1))
    throw new Error(`the service has the metrics ${counts.join(", ")} times`);
  await say(
    `The service, asked for each of the three: found ${counts.join(", ")} times. Each exactly once.\n`,
  );

  await say("The mirror learns of them; where nothing has changed, a pull costs a few requests.\n");
  await run(["pull"]);
  await run(["pull"]);
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
    const code = await run(["push", "--grace", `${GRACE_MS}ms`], [EXIT.done, EXIT.partial]);
    if (code === EXIT.done) return;
    await run(["queue", "list", "--state", "uncertain"]);
    await say("Exit code 3: not yet known. It is looked up again once the grace time is over.\n");
    await wait(GRACE_MS);
  }
  throw new Error(`the lost reply was not settled in ${MOST_PUSHES} pushes`);
}

function ending(folder: string, files: readonly string[], { entry, env }: Session): string {
  const command = ownCommand(entry, env);
  const mirror = `--mirror ${quoteForShell(join(folder, "mirror.db"))}`;
  const outbox = `--outbox ${quoteForShell(join(folder, "outbox.db"))}`;
  const query = quoteForShell("select month, round(sum(total)) as total from usage_by_month group by month");
  return [
    formatFact("files", `${folder}: ${files.map((name) => basename(name)).join(", ")}`),
    formatFact("next", "needs no sandbox, these work offline:"),
    formatFact("", `${command} status ${mirror} ${outbox}`),
    formatFact("", `${command} query ${query} ${mirror}`),
    formatFact("", `${command} export installations ${mirror}`),
  ].join("\n");
}
