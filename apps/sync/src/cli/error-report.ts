import { isAccError } from "@argo-acc/core";

import { EXIT, type ExitCode } from "./exit-codes.ts";
import type { Output } from "./output.ts";

const BUG_CURE = "this is a mistake in argo-acc: please report it to its maintainers with the lines above";

/** Says what ended a command: what is wrong, then the cure; a stack only if the mistake is ours. */
export function reportError(error: unknown, code: ExitCode, output: Output): void {
  if (output.json) {
    output.error(JSON.stringify({ error: { ...errorAsData(error), exit_code: code } }));
    return;
  }
  output.error(`${output.paint("act", "error:")} ${errorMessage(error)}`);
  const cure = code === EXIT.bug ? BUG_CURE : isAccError(error) ? error.cure : undefined;
  if (code === EXIT.bug && error instanceof Error && error.stack !== undefined) {
    output.error(error.stack.split("\n").slice(1).join("\n"));
  }
  if (cure !== undefined) output.error(`  ${cure}`);
}

/** An error as plain data, without secrets. */
export function errorAsData(error: unknown): Record<string, unknown> {
  if (isAccError(error)) return error.toJSON();
  const name = error instanceof Error ? error.name : "Error";
  const stack = error instanceof Error ? error.stack : undefined;
  return { name, code: "bug", message: errorMessage(error), cure: BUG_CURE, stack };
}

function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
