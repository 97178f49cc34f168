import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { type Sandbox, startSandbox } from "@argo-acc/sandbox";
import { acquireLock } from "@argo-acc/store/mirror";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { newFolder, runCommand, type RunOptions, SOURCE_ENTRY } from "./command.ts";

let sandbox: Sandbox;
let folder: string;
let options: RunOptions;

beforeEach(async () => {
  sandbox = await startSandbox({ dataset: { metrics: 3000 } });
  folder = newFolder();
  options = {
    cwd: folder,
    env: { ARGO_ACC_ENDPOINT: sandbox.endpoint, ARGO_ACC_TOKEN: sandbox.tokens.admin },
  };
});

afterEach(() => sandbox.close());

describe("argo-acc pull", () => {
  it("ends with one line of JSON that says what it did, and a second run asks little", async () => {
    const first = await runCommand(["pull", "--json"], options);
    expect(JSON.parse(first.stdout)).toMatchObject({
      complete: true,
      rows: { added: 3000, changed: 0, gone: 0, unchanged: 0 },
      metrics: 3000,
      requests: expect.any(Number),
      seconds: expect.any(Number),
    });
    expect([first.code, first.stderr]).toEqual([0, ""]);
    const second = await runCommand(["pull", "--json"], options);
    expect(JSON.parse(second.stdout)).toMatchObject({ complete: true, rows: { added: 0, unchanged: 0 } });
    expect(JSON.parse(second.stdout).requests).toBeLessThan(JSON.parse(first.stdout).requests);
  });

  it("says what it did on stderr, one line a fact, and keeps stdout for data", async () => {
    const { code, stdout, stderr } = await runCommand(["pull"], options);
    expect([code, stdout]).toEqual([0, ""]);
    expect(stderr.split("\n").slice(1, 3)).toEqual([
      "  3 projects, 6 providers, 28 installations, 16 definitions",
      expect.stringMatching(
        /^read {6}3,000 metrics of the whole system, \d+ requests, \d+\.\d s; complete, \d{4}-\d\d-\d\d \d\d:\d\d UTC$/,
      ),
    ]);
    expect(stderr).not.toContain("\u001b");
  });

  it("says nothing at all with --quiet", async () => {
    expect(await runCommand(["pull", "--quiet"], options)).toEqual({ code: 0, stdout: "", stderr: "" });
  });

  it("makes the state folder and the mirror for their owner alone", async () => {
    await runCommand(["pull"], options);
    const state = join(folder, ".local/state/argo-acc");
    expect([statSync(state).mode & 0o777, statSync(join(state, "mirror.db")).mode & 0o777]).toEqual([
      0o700, 0o600,
    ]);
  });

  it.each([
    [
      "STATE_DIRECTORY",
      (path: string) => ({ STATE_DIRECTORY: path, XDG_STATE_HOME: "/nowhere" }),
      "mirror.db",
    ],
    ["XDG_STATE_HOME", (path: string) => ({ XDG_STATE_HOME: path }), "argo-acc/mirror.db"],
    ["ARGO_ACC_MIRROR", (path: string) => ({ ARGO_ACC_MIRROR: join(path, "mine.db") }), "mine.db"],
  ])("puts the mirror where %s says", async (_, envOf, expected) => {
    const env = { ...options.env, ...envOf(folder) };
    expect((await runCommand(["pull"], { ...options, env })).code).toBe(0);
    expect(statSync(join(folder, expected)).isFile()).toBe(true);
  });

  it("takes --mirror before ARGO_ACC_MIRROR, and later needs no endpoint", async () => {
    const env = { ...options.env, ARGO_ACC_MIRROR: join(folder, "from-env.db") };
    await runCommand(["pull", "--mirror", "given.db"], { ...options, env });
    const { code } = await runCommand(["pull", "--mirror", "given.db"], {
      cwd: folder,
      env: { ARGO_ACC_TOKEN: sandbox.tokens.admin },
    });
    expect([code, statSync(join(folder, "given.db")).isFile()]).toEqual([0, true]);
    expect(statSync(join(folder, "from-env.db"), { throwIfNoEntry: false })).toBeUndefined();
  });

  it("takes the token from the file before the environment", async () => {
    writeFileSync(join(folder, "token.txt"), `${sandbox.tokens.admin}\n`);
    const env = { ...options.env, ARGO_ACC_TOKEN: "inactive" };
    expect((await runCommand(["pull", "--token-file", "token.txt"], { ...options, env })).code).toBe(0);
    const named = { ARGO_ACC_ENDPOINT: sandbox.endpoint, ARGO_ACC_TOKEN_FILE: "token.txt" };
    expect((await runCommand(["pull"], { cwd: folder, env: named })).code).toBe(0);
  });

  it("ends with exit code 4 if the token may read nothing", async () => {
    const env = { ...options.env, ARGO_ACC_TOKEN: sandbox.token("norole") };
    const { code, stderr } = await runCommand(["pull"], { ...options, env });
    expect(stderr).toMatch(/\nerror: this token may read nothing.*\n {2}ask .*\n$/);
    expect(code).toBe(4);
  });

  it("ends with exit code 6 and the name of the holder while another run has the mirror", async () => {
    await runCommand(["pull", "--mirror", "m.db"], options);
    const lock = acquireLock(join(folder, "m.db"), "argo-acc pull");
    const { code, stderr } = await runCommand(["pull", "--mirror", "m.db"], options);
    lock.release();
    expect(stderr).toMatch(
      /^error: another run holds .*m\.db: argo-acc pull, process \d+, since .*\n {2}wait .*\n$/,
    );
    expect(code).toBe(6);
  });

  it("ends with exit code 5 if the service stays away", async () => {
    sandbox.faults.add("503");
    const { code, stderr } = await runCommand(["pull"], options);
    expect(stderr).toMatch(/^error: .*503.*\n {2}\S.*\n$/);
    expect(code).toBe(5);
  });

  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)(
    "stopped by %s saves what it has, ends with exit code %i, and goes on next time",
    async (signal, code) => {
      sandbox.faults.add("delay:400ms");
      let asked = 0;
      const stopped = await runCommand(["pull", "--mirror", "m.db"], {
        ...options,
        onStart: (child) => {
          const watching = setInterval(() => {
            asked = sandbox.requests.count;
            if (asked > 0) child.kill(signal);
            if (asked > 0) clearInterval(watching);
          }, 20);
        },
      });
      expect(stopped.code).toBe(code);
      expect(stopped.stderr).toContain(`stopped   by ${signal}`);
      sandbox.faults.remove();
      const { stdout } = await runCommand(["pull", "--mirror", "m.db", "--json"], options);
      expect(JSON.parse(stdout)).toMatchObject({ complete: true, metrics: 3000 });
    },
  );

  it("stopped with --json says so in one line of JSON", async () => {
    sandbox.faults.add("hang");
    const { code, stdout, stderr } = await runCommand(["pull", "--json"], {
      ...options,
      onStart: (child) => {
        const watching = setInterval(() => {
          if (sandbox.requests.count === 0) return;
          clearInterval(watching);
          child.kill("SIGTERM");
        }, 20);
      },
    });
    expect([code, stdout]).toEqual([143, ""]);
    expect(JSON.parse(stderr)).toEqual({
      error: {
        name: "InterruptedError",
        code: "interrupted",
        message: "stopped by SIGTERM",
        cure: "what was done is saved, and the same command goes on",
        exit_code: 143,
      },
    });
  });

  it("ends at once at the second signal", async () => {
    sandbox.faults.add("hang");
    const ended = await runCommand(["pull", "--mirror", "m.db"], {
      ...options,
      onStart: (child) => {
        const watching = setInterval(() => {
          if (sandbox.requests.count === 0) return;
          clearInterval(watching);
          child.kill("SIGINT");
          child.kill("SIGINT");
        }, 20);
      },
    });
    expect(ended.code).toBe(130);
  });

  it("never shows a token, whatever goes wrong", async () => {
    const secret = sandbox.issueToken("admin");
    const env = { ...options.env, ARGO_ACC_TOKEN: await secret, ARGO_ACC_DEBUG: "1" };
    sandbox.revokeToken(await secret);
    const { code, stdout, stderr } = await runCommand(["pull", "--json"], { ...options, env });
    expect(code).toBe(4);
    expect(stdout + stderr).not.toContain(await secret);
  });
});

describe("argo-acc", () => {
  it("does the same from its sources", async () => {
    const { code, stdout } = await runCommand(["pull", "--json"], { ...options, entry: SOURCE_ENTRY });
    expect([code, JSON.parse(stdout)]).toMatchObject([0, { complete: true, metrics: 3000 }]);
    const refused = await runCommand(["pull", "--ful"], { ...options, entry: SOURCE_ENTRY });
    expect(refused).toEqual({
      code: 2,
      stdout: "",
      stderr: "error: unknown option --ful\n  did you mean --full?\n",
    });
  });

  it("prints its version, the one of its package", async () => {
    const { version } = JSON.parse(readFileSync(join(import.meta.dirname, "../package.json"), "utf8"));
    expect(await runCommand(["--version"], options)).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
  });

  it.each([
    [["--help"], "pull         Bring the mirror up to date"],
    [["queue", "--help"], "queue list"],
    [["pull", "--full", "--help"], "--max-gone N"],
    [["add", "-h"], "--allow-duplicate"],
    [["help"], "pull         Bring the mirror up to date"],
    [["help", "queue", "drop"], "--reason TEXT"],
  ])("%j shows help on stdout", async (argv, expected) => {
    const { code, stdout, stderr } = await runCommand(argv, options);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toContain(expected);
  });

  it("takes common options before the name of the command too", async () => {
    const { code, stdout } = await runCommand(["--json", "--mirror", "m.db", "status"], options);
    expect([code, JSON.parse(stdout)]).toEqual([0, { mirror: null, outbox: null }]);
  });

  it("takes SQL that begins with a comment", async () => {
    await runCommand(["pull", "--mirror", "m.db"], options);
    const { code, stdout } = await runCommand(
      ["query", "-- two\nselect 1 + 1 as two", "--mirror", "m.db"],
      options,
    );
    expect([code, stdout]).toEqual([0, "two\n  2\n"]);
  });

  it("takes the token from the file where ARGO_ACC_TOKEN is empty", async () => {
    writeFileSync(join(folder, "token.txt"), sandbox.tokens.admin);
    const env = { ...options.env, ARGO_ACC_TOKEN: "", ARGO_ACC_TOKEN_FILE: "token.txt" };
    expect(await runCommand(["pull", "--quiet"], { ...options, env })).toEqual({
      code: 0,
      stdout: "",
      stderr: "",
    });
  });

  it("takes files that a run left empty for files that are not there yet", async () => {
    for (const name of ["m.db", "o.db"]) writeFileSync(join(folder, name), "");
    const files = ["--mirror", "m.db", "--outbox", "o.db"];
    const status = await runCommand(["status", "--json", ...files], options);
    expect([status.code, status.stdout]).toEqual([0, '{"mirror":null,"outbox":null}\n']);
    const push = await runCommand(["push", ...files], options);
    expect(push.stderr).toMatch(/^nothing {3}to send: there is no outbox .*o\.db yet\n$/);
    const metric =
      "--installation i --definition 507f1f77bcf86cd799439011 --start 2024-01-01T00:00:00Z --end 2024-02-01T00:00:00Z --value 1";
    const offline = { ...options, env: { ARGO_ACC_ENDPOINT: sandbox.endpoint } };
    const add = await runCommand(["add", ...metric.split(" "), ...files], offline);
    expect([add.code, add.stderr.split("\n")[0]]).toEqual([0, "queued    1 metric; argo-acc push sends"]);
  });

  it("works offline and without files: status says what is missing", async () => {
    const { code, stdout } = await runCommand(["status"], { cwd: folder });
    expect(stdout).toMatch(
      /^mirror {4}none yet: argo-acc pull makes .*mirror\.db\noutbox {4}none yet: argo-acc add makes .*outbox\.db\n$/,
    );
    expect(code).toBe(0);
  });
});
