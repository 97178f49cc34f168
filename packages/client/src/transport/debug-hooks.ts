import type { Environment } from "../token/token-from-env.ts";
import type { Hooks } from "./hooks.ts";

const OFF = new Set(["", "0", "false", "no", "off"]);

/**
 * Hooks that write each request, answer and repetition as one line to standard error, if `ARGO_ACC_DEBUG` or `DEBUG`
 * is set to anything but nothing, `0`, `false`, `no` or `off`. Without a process there are none.
 */
export function debugHooks(
  env: Environment = globalThis.process?.env ?? {},
  write: (line: string) => void = (line) => globalThis.process?.stderr?.write(line),
): Hooks | undefined {
  // the narrower name decides, so that it can also silence us where DEBUG is meant for others
  const setting = env["ARGO_ACC_DEBUG"] ?? env["DEBUG"] ?? "";
  if (OFF.has(setting.trim().toLowerCase())) return undefined;
  const say = (words: string) => write(`argo-acc: ${words.replaceAll(/[\p{Cc}\s]+/gu, " ")}\n`);
  return {
    onRequest: ({ method, url, attempt }) => say(`> ${method} ${url}${tried(attempt)}`),
    onResponse: ({ method, url, attempt, status, ms }) =>
      say(`< ${status} ${method} ${url}${tried(attempt)} in ${Math.round(ms)} ms`),
    onRetry: ({ waitMs, error }) => say(`! again in ${Math.round(waitMs)} ms: ${error.message}`),
  };
}

function tried(attempt: number): string {
  return attempt === 1 ? "" : ` (try ${attempt})`;
}
