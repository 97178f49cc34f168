import { type ChildProcessByStdio, execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";

/** The entry of the command in the sources. */
export const SOURCE_ENTRY = join(import.meta.dirname, "../src/main.ts");

/** The command as it is shipped: the sources do the same, but take five times as long to start. */
const ENTRY = buildCommand();

/** How a command ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How a command is run. */
export interface RunOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** The file that is run. Default: the bundle. */
  readonly entry?: string;
  /** What its standard input holds. Default: nothing. */
  readonly input?: string;
  /** Whose process it is, which only root may choose. Default: this process's user. */
  readonly user?: { readonly uid: number; readonly gid: number } | undefined;
  /** Called with the process once it runs. */
  readonly onStart?: (child: ReturnType<typeof startCommand>) => void;
}

/** A new empty folder. */
export function newFolder(): string {
  return mkdtempSync(join(tmpdir(), "argo-acc-cli-"));
}

/** Starts the command with nothing of this process's environment but the path. */
export function startCommand(argv: readonly string[], { cwd, env = {}, entry = ENTRY, user }: RunOptions) {
  return spawn(process.execPath, [entry, ...argv], {
    cwd,
    env: { PATH: process.env["PATH"], HOME: cwd, ...env },
    stdio: ["pipe", "pipe", "pipe"],
    ...user,
  });
}

/** Runs the command to its end. */
export function runCommand(argv: readonly string[], options: RunOptions): Promise<Ended> {
  const child = startCommand(argv, options);
  const ended = endOf(child);
  child.stdin.end(options.input ?? "");
  options.onStart?.(child);
  return ended;
}

/** Waits for a process, and collects what it writes. */
export function endOf(child: ChildProcessByStdio<Writable | null, Readable, Readable>): Promise<Ended> {
  return new Promise((resolve, reject) => {
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    child.on("error", reject).on("close", (code) => resolve({ code, stdout, stderr }));
  });
}

/**
 * What is in a folder: each file with the hash of its content, and its permissions. SQLite's own files beside one that
 * was only read are left out: they hold nothing.
 */
export function contentOf(folder: string): Readonly<Record<string, string>> {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter(
      (name) => !name.endsWith("-shm") && !(name.endsWith("-wal") && statSync(join(folder, name)).size === 0),
    )
    .toSorted();
  return Object.fromEntries(names.map((name) => [name, describe(join(folder, name))]));
}

function describe(path: string): string {
  const { mode } = statSync(path);
  const permissions = (mode & 0o777).toString(8);
  if (!statSync(path).isFile()) return permissions;
  return `${permissions} ${createHash("sha256").update(readFileSync(path)).digest("hex")}`;
}

/** Bundles the command once for this process, where it finds the module that is not bundled. */
function buildCommand(): string {
  const app = join(import.meta.dirname, "..");
  const folder = join(app, `node_modules/.cache/command-${process.pid}`);
  execFileSync(process.execPath, [join(app, "build.ts"), folder]);
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  return join(folder, "argo-acc.js");
}
