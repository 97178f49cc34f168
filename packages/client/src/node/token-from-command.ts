import { execFile, type ExecFileException } from "node:child_process";

import { AccConfigError, AccTokenError } from "@argo-acc/core";

import { RenewingToken } from "../token/renewing-token.ts";
import type { TokenSource } from "../token/token-source.ts";
import { checkMilliseconds } from "../transport/call-deadline.ts";
import { type Clock, systemClock } from "../transport/clock.ts";

const TIMEOUT_MS = 30_000;
/** No token is longer, in bytes: it would not fit into a header. */
const LONGEST_OUTPUT = 64 * 1024;

/** Options of {@link tokenFromCommand}. */
export interface TokenFromCommandOptions {
  /** How long the command may take, in milliseconds; it is killed then. Default 30,000. */
  readonly timeoutMs?: number | undefined;
  /** Its environment. Default: that of this process. */
  readonly env?: NodeJS.ProcessEnv | undefined;
  /** Time, for tests. Default: that of this machine. */
  readonly clock?: Clock | undefined;
}

/**
 * A token that a command prints, such as `oidc-token`. There is no shell: arguments arrive as they are. The command
 * runs again at half the life of the JWT it printed, and after a 401; what it writes to its standard error is dropped.
 *
 * @param command its name, looked for in `PATH`, or its path
 * @param args its arguments. Default: none
 * @example
 * const acc = new AccClient({ endpoint: "api.acc.argo.grnet.gr", token: tokenFromCommand("oidc-token", ["egi"]) });
 * @throws AccConfigError if the command is empty or an option makes no sense. When the token is used: AccTokenError if
 *   the command is missing, fails, takes too long or prints no token; the message names it, and never what it printed
 */
export function tokenFromCommand(
  command: string,
  args: readonly string[] = [],
  options: TokenFromCommandOptions = {},
): TokenSource {
  if (command.trim() === "") {
    throw new AccConfigError("the command is empty", { cure: "name the command that prints a token" });
  }
  const timeoutMs = checkMilliseconds("timeoutMs", options.timeoutMs ?? TIMEOUT_MS);
  const giver = `the command ${command}`;
  return new RenewingToken({
    giver,
    clock: options.clock ?? systemClock,
    async obtain() {
      const token = (await run(command, args, { timeoutMs, env: options.env })).trim();
      if (token === "") {
        throw new AccTokenError(`${giver} printed nothing`, { cure: TRY_IT });
      }
      if (/\s/.test(token)) {
        throw new AccTokenError(`${giver} printed more than a token`, {
          cure: "give arguments that make it print the access token alone",
        });
      }
      return { token };
    },
  });
}

const TRY_IT = "run it in a terminal and see what it says";

function run(
  command: string,
  args: readonly string[],
  { timeoutMs, env }: { readonly timeoutMs: number; readonly env: NodeJS.ProcessEnv | undefined },
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      command,
      [...args],
      {
        encoding: "utf8",
        maxBuffer: LONGEST_OUTPUT,
        timeout: timeoutMs,
        killSignal: "SIGKILL",
        windowsHide: true,
        ...(env === undefined ? {} : { env }),
      },
      (error, stdout) => (error === null ? resolve(stdout) : reject(failure(command, error, timeoutMs))),
    );
    // one that asks for a password would wait for ever
    child.stdin?.on("error", () => {});
    child.stdin?.end();
  });
}

/** Without its cause: Node's own error holds the whole command line and what the command wrote. */
function failure(command: string, error: ExecFileException, timeoutMs: number): AccTokenError {
  const giver = `the command ${command}`;
  switch (error.code) {
    case "ENOENT":
      return new AccTokenError(`${giver} was not found`, { cure: "install it, or give its whole path" });
    case "EACCES":
      return new AccTokenError(`${giver} may not be run by this user`, {
        cure: "give this user the right to run it",
      });
    case "ERR_CHILD_PROCESS_STDIO_MAXBUFFER":
      return new AccTokenError(`${giver} printed more than a token`, {
        cure: "give arguments that make it print the access token alone",
      });
  }
  if (typeof error.code === "number") {
    return new AccTokenError(`${giver} ended with exit code ${error.code}`, { cure: TRY_IT });
  }
  if (error.killed === true) {
    return new AccTokenError(`${giver} printed no token within ${timeoutMs} ms`, { cure: TRY_IT });
  }
  const how = error.signal == null ? `could not be run (${error.code})` : `was ended by ${error.signal}`;
  return new AccTokenError(`${giver} ${how}`, { cure: TRY_IT });
}
