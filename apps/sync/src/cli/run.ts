import { runCommand } from "citty";

import { EXIT, type ExitCode, exitCodeOfError } from "./exit-codes.ts";
import { reportError } from "./error-report.ts";
import { InterruptedError, listenForInterrupts } from "./interrupt.ts";
import { createOutput, type Output, ReaderGoneError } from "./output.ts";
import { resolveCommand } from "./resolve.ts";
import type { Session, World } from "./session.ts";
import { standardOutput } from "./standard-output.ts";

/**
 * Runs one command line in this process, with its streams, environment and signals.
 *
 * @param argv what was typed after `argo-acc`
 * @param entry the file that is run
 */
export async function run(argv: readonly string[], entry: string): Promise<ExitCode> {
  using interrupts = listenForInterrupts();
  const { env, stdin, stderr } = process;
  for (const stream of [process.stdout, stderr]) stream.on("error", ignore); // each write reports its own failure
  const stdout = standardOutput(process.stdout);
  return await runIn({ env, stdin, stdout, stderr, entry, signal: interrupts.signal }, argv);
}

/** Runs one command line in given surroundings. This is the one place that catches what a command throws. */
export async function runIn(world: World, argv: readonly string[]): Promise<ExitCode> {
  const output = createOutput({
    json: argv.includes("--json"),
    quiet: argv.includes("--quiet"),
    colours: !world.env["NO_COLOR"],
    stdout: world.stdout,
    stderr: world.stderr,
  });
  try {
    const code = await perform(argv, { ...world, output });
    return world.signal.aborted && code !== EXIT.done ? interruptedCode(world.signal) : code;
  } catch (error) {
    if (error instanceof ReaderGoneError) return EXIT.done;
    if (world.signal.aborted) {
      sayInterrupted(world.signal, output);
      return interruptedCode(world.signal);
    }
    const code = exitCodeOfError(error);
    reportError(error, code, output);
    return code;
  }
}

async function perform(argv: readonly string[], session: Session): Promise<ExitCode> {
  const request = resolveCommand(argv);
  if (request.kind === "command") {
    const { default: command } = await request.command.load();
    const { result } = await runCommand(command, { rawArgs: [...request.argv], data: session });
    return result as ExitCode; // citty does not carry the type of what a command returns
  }
  const { showHelp } = await import("./show-help.ts");
  await showHelp(request, session.output);
  return EXIT.done;
}

function interruptedCode(signal: AbortSignal): ExitCode {
  return exitCodeOfError(signal.reason);
}

function sayInterrupted(signal: AbortSignal, output: Output): void {
  const name = signal.reason instanceof InterruptedError ? signal.reason.signalName : "a signal";
  const cure = "what was done is saved, and the same command goes on";
  if (!output.json) return output.fact("stopped", `by ${name}; ${cure}`, "later");
  const error = { name: "InterruptedError", code: "interrupted", message: `stopped by ${name}`, cure };
  output.error(JSON.stringify({ error: { ...error, exit_code: interruptedCode(signal) } }));
}

function ignore(): void {}
