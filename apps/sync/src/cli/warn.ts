import type { Output } from "./output.ts";

/** Says what whoever works with the data has to know, whatever else is silenced, and what to do about it. */
export function warn(output: Output, message: string, cure: string): void {
  if (output.json) output.error(JSON.stringify({ warning: { message, cure } }));
  else output.error(`${output.paint("later", "warning:")} ${message}\n  ${cure}`);
}
