import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { openMirror } from "@argo-acc/store/mirror";
import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";

import { newFolder, runCommand, startCommand } from "./command.ts";

/** Whether something answers at an address. */
async function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    () => true,
    () => false,
  );
}

function endpointIn(text: string): string {
  const [endpoint = ""] = /http:\/\/127\.0\.0\.1:\d+\/accounting-system/.exec(text) ?? [];
  return endpoint;
}

describe("argo-acc demo", () => {
  it("walks the whole path, leaves files that agree, and names commands that work when pasted", async () => {
    const cwd = newFolder();
    const { code, stdout, stderr } = await runCommand(["demo", "--dir", "files"], { cwd });
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^read {6}20,000 metrics of the whole system, \d+ requests/m);
    expect(stdout).toContain("uncertain 1 got no answer (#1): looked up, not sent again");
    expect(stdout).toContain("has it 1, 1, 1 times: exactly once.");
    expect(stdout).toMatch(/^agrees .*; \d+ requests, /m);

    using mirror = openMirror(join(cwd, "files/mirror.db"), { readonly: true });
    expect(mirror.status()).toMatchObject({ metrics: 20_003, complete: true });
    const rows: unknown[] = parse(readFileSync(join(cwd, "files/metrics.csv")), { columns: true });
    expect(rows).toHaveLength(20_003);

    const [, next = ""] = stdout.split("without the sandbox:\n");
    const commands = next
      .trim()
      .split("\n")
      .map((line) => line.trim());
    expect(commands).toHaveLength(3);
    for (const command of commands)
      expect(execFileSync("sh", ["-c", command], { cwd }).length).toBeGreaterThan(100);
    expect(await answers(endpointIn(stdout))).toBe(false);
  });

  it("ends with one line of JSON with --json", async () => {
    const cwd = newFolder();
    const { code, stdout, stderr } = await runCommand(["demo", "--json", "--dir", "files"], { cwd });
    expect([code, stderr]).toEqual([0, ""]);
    expect(JSON.parse(stdout)).toEqual({
      folder: join(cwd, "files"),
      files: ["january.csv", "metrics.csv", "mirror.db", "outbox.db"],
      at_service: [1, 1, 1],
    });
  });

  it.each(["SIGINT", "SIGKILL"] as const)(
    "takes its sandbox along when it is ended by %s",
    async (signal) => {
      const child = startCommand(["demo"], { cwd: newFolder() });
      const ended = new Promise((resolve) => child.on("exit", resolve));
      let said = "";
      child.stdout.setEncoding("utf8").on("data", (text: string) => (said += text));
      await expect.poll(() => endpointIn(said), { timeout: 10_000 }).not.toBe("");
      expect(await answers(endpointIn(said))).toBe(true);
      child.kill(signal);
      await ended;
      await expect.poll(() => answers(endpointIn(said)), { timeout: 5000 }).toBe(false);
    },
  );

  it("refuses a folder with files in it", async () => {
    const cwd = newFolder();
    const { code, stderr } = await runCommand(["demo", "--dir", join(import.meta.dirname)], { cwd });
    expect(stderr).toMatch(
      /^error: the folder .* is not empty\n {2}name an empty or a new one with --dir\n$/,
    );
    expect([code, existsSync(join(import.meta.dirname, "mirror.db"))]).toEqual([2, false]);
  });
});
