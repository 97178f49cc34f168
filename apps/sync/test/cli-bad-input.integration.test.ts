import { chmodSync, copyFileSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

import { type Sandbox, startSandbox } from "@argo-acc/sandbox";
import { openMirror } from "@argo-acc/store/mirror";
import Database from "better-sqlite3";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { contentOf, newFolder, runCommand } from "./command.ts";

let sandbox: Sandbox;
let broken: Server;
let endpoints: Readonly<Record<"ENDPOINT" | "BROKEN", string>>;
let folder: string;

beforeAll(async () => {
  sandbox = await startSandbox({ dataset: { metrics: 50 } });
  broken = createServer((_, response) =>
    response.setHeader("content-type", "application/json").end('{"content": 7}'),
  );
  await new Promise<void>((listening) => broken.listen(0, "127.0.0.1", listening));
  const { port } = broken.address() as AddressInfo;
  endpoints = { ENDPOINT: sandbox.endpoint, BROKEN: `http://127.0.0.1:${port}/accounting-system` };
});

afterAll(async () => {
  await sandbox.close();
  broken.close();
});

/** A folder with one file for each kind of bad mirror, and one good one. */
beforeEach(() => {
  folder = newFolder();
  openMirror(join(folder, "good.db"), { endpoint: sandbox.endpoint }).close();
  openMirror(join(folder, "other.db"), { endpoint: "https://acc.example.org/accounting-system" }).close();
  copyFileSync(join(folder, "good.db"), join(folder, "newer.db"));
  const newer = new Database(join(folder, "newer.db"));
  newer.pragma("journal_mode = DELETE");
  newer.pragma("user_version = 99");
  newer.close();
  const foreign = new Database(join(folder, "foreign.db"));
  foreign.exec("CREATE TABLE theirs (id INTEGER)");
  foreign.close();
  writeFileSync(join(folder, "text.db"), "these are my notes, not a database\n".repeat(50));
  copyFileSync(join(folder, "good.db"), join(folder, "readonly.db"));
  chmodSync(join(folder, "readonly.db"), 0o444);
  mkdirSync(join(folder, "folder.db"));
  writeFileSync(join(folder, "empty.token"), "\n");
  writeFileSync(join(folder, "good.token"), sandbox.tokens.admin);
  mkdirSync(join(folder, "folder.token"));
});

interface Case {
  readonly what: string;
  readonly argv: string;
  readonly code: number;
  readonly error: RegExp;
  readonly cure: RegExp;
}

const pull = (rest: string) => `pull --endpoint ENDPOINT --token-file good.token ${rest}`;

const CASES: readonly Case[] = [
  { what: "no command", argv: "", code: 2, error: /^error: no command given$/, cure: /argo-acc --help/ },
  {
    what: "an unknown command",
    argv: "pul",
    code: 2,
    error: /no command "pul"/,
    cure: /did you mean argo-acc pull/,
  },
  {
    what: "an unknown second word",
    argv: "queue lst",
    code: 2,
    error: /no command "queue lst"/,
    cure: /argo-acc queue list/,
  },
  {
    what: "a missing second word",
    argv: "queue",
    code: 2,
    error: /needs one more word/,
    cure: /list, show, retry, drop/,
  },
  {
    what: "an unknown option",
    argv: "pull --ful",
    code: 2,
    error: /unknown option --ful/,
    cure: /did you mean --full\?/,
  },
  {
    what: "an unknown option before the command",
    argv: "--mirrr m.db pull",
    code: 2,
    error: /unknown option --mirrr/,
    cure: /did you mean --mirror\?/,
  },
  {
    what: "an option of a command before its name",
    argv: "queue --state rejected list",
    code: 2,
    error: /unknown option --state before the name of the command/,
    cure: /write the options of a command after its name/,
  },
  {
    what: "an unknown option alone",
    argv: "-V",
    code: 2,
    error: /unknown option -V/,
    cure: /argo-acc --help/,
  },
  {
    what: "an option of another command",
    argv: "query select --format csv --mirror good.db",
    code: 2,
    error: /unknown option --format/,
    cure: /argo-acc query --help/,
  },
  { what: "a stray word", argv: "pull now", code: 2, error: /cannot use "now"/, cure: /leave it out/ },
  { what: "a missing word", argv: "query", code: 2, error: /needs SQL/, cure: /argo-acc query --help/ },
  {
    what: "a token in the command line",
    argv: "pull --token abc.def",
    code: 2,
    error: /a token is not taken/,
    cure: /--token-file/,
  },
  {
    what: "no endpoint",
    argv: "pull --mirror new.db --token-file good.token",
    code: 2,
    error: /no service is named/,
    cure: /ARGO_ACC_ENDPOINT/,
  },
  {
    what: "an endpoint that is no URL",
    argv: "pull --endpoint htps://acc.example.org --token-file good.token --mirror new.db",
    code: 2,
    error: /"htps:\/\/acc\.example\.org" is not an http\(s\) URL/,
    cure: /write https:\/\/acc\.example\.org/,
  },
  {
    what: "http to another host",
    argv: "pull --endpoint http://acc.example.org --token-file good.token --mirror new.db",
    code: 2,
    error: /is http: the token would travel in clear/,
    cure: /--insecure-http/,
  },
  {
    what: "no token",
    argv: "pull --endpoint ENDPOINT --mirror new.db",
    code: 4,
    error: /there is no token/,
    cure: /--token-file FILE, or set ARGO_ACC_TOKEN/,
  },
  {
    what: "no token, and a mirror",
    argv: "pull --mirror good.db",
    code: 4,
    error: /there is no token/,
    cure: /--token-file/,
  },
  {
    what: "a token file that is not there",
    argv: "pull --endpoint ENDPOINT --token-file no.token --mirror new.db",
    code: 4,
    error: /no\.token does not exist/,
    cure: /check the path/,
  },
  {
    what: "an empty token file",
    argv: "pull --endpoint ENDPOINT --token-file empty.token --mirror new.db",
    code: 4,
    error: /empty\.token is empty/,
    cure: /write an access token/,
  },
  {
    what: "a folder as token file",
    argv: "pull --endpoint ENDPOINT --token-file folder.token --mirror new.db",
    code: 4,
    error: /folder\.token is a directory/,
    cure: /name the file inside/,
  },
  {
    what: "a mirror that is another program's database",
    argv: pull("--mirror foreign.db"),
    code: 9,
    error: /foreign\.db is not a mirror file of argo-acc/,
    cure: /--mirror/,
  },
  {
    what: "a mirror that is a text file",
    argv: pull("--mirror text.db"),
    code: 9,
    error: /text\.db is not a SQLite file/,
    cure: /name another file/,
  },
  {
    what: "a mirror of a newer argo-acc",
    argv: pull("--mirror newer.db"),
    code: 9,
    error: /newer\.db was written by a newer argo-acc/,
    cure: /that version of argo-acc, or a newer one/,
  },
  {
    what: "a mirror of another service",
    argv: pull("--mirror other.db"),
    code: 2,
    error: /other\.db belongs to https:\/\/acc\.example\.org/,
    cure: /--endpoint https:\/\/acc\.example\.org/,
  },
  {
    what: "a folder as mirror",
    argv: pull("--mirror folder.db"),
    code: 9,
    error: /folder\.db is a folder/,
    cure: /folder\.db\/mirror\.db/,
  },
  {
    what: "a read-only mirror",
    argv: pull("--mirror readonly.db"),
    code: 9,
    error: /readonly\.db is read-only/,
    cure: /chmod u\+w/,
  },
  {
    what: "a mirror in a folder that is not there",
    argv: pull("--mirror none/m.db"),
    code: 2,
    error: /there is no folder .*none/,
    cure: /mkdir -p/,
  },
  {
    what: "no mirror for a query",
    argv: "query select --mirror none.db",
    code: 2,
    error: /there is no mirror file .*none\.db/,
    cure: /argo-acc pull/,
  },
  {
    what: "a write in a query",
    argv: "query DELETE_FROM_run --mirror good.db",
    code: 2,
    error: /query on .*good\.db/,
    cure: /give one SELECT/,
  },
  {
    what: "an entity that cannot be exported",
    argv: "export metrisc --mirror good.db",
    code: 2,
    error: /"metrisc" cannot be exported/,
    cure: /did you mean metrics/,
  },
  {
    what: "a view that is no entity",
    argv: "export runs --mirror good.db",
    code: 2,
    error: /"runs" cannot be exported/,
    cure: /argo-acc query --csv/,
  },
  {
    what: "an export into a folder",
    argv: "export metrics --mirror good.db --out folder.db",
    code: 2,
    error: /folder\.db is a folder/,
    cure: /name a file in it/,
  },
  {
    what: "half a metric",
    argv: "add --endpoint ENDPOINT --installation i --outbox o.db",
    code: 2,
    error: /needs --definition, --start, --end, --value/,
    cure: /argo-acc add --help/,
  },
  {
    what: "a metric and a file",
    argv: "add --endpoint ENDPOINT --file a.csv --value 3 --outbox o.db",
    code: 2,
    error: /--file and --value cannot be used together/,
    cure: /give a file, or one metric/,
  },
  {
    what: "a file that is not there",
    argv: "add --endpoint ENDPOINT --file a.csv --outbox o.db",
    code: 2,
    error: /cannot read a\.csv: there is no such file/,
    cure: /check the path/,
  },
  {
    what: "a queue that is not there",
    argv: "queue list --outbox o.db",
    code: 2,
    error: /there is no outbox file/,
    cure: /argo-acc add/,
  },
  {
    what: "a fault nobody knows",
    argv: "sandbox --fault fire",
    code: 2,
    error: /there is no fault "fire"/,
    cure: /lose-reply/,
  },
];

function argvOf(line: string): string[] {
  return line
    .split(" ")
    .filter((word) => word !== "")
    .map((word) => (word === "ENDPOINT" || word === "BROKEN" ? endpoints[word] : word.replaceAll("_", " ")));
}

describe("bad input", () => {
  it.each(CASES)(
    "$what: one line, the cure, exit code $code, and files as they were",
    async ({ argv, code, error, cure }) => {
      const before = contentOf(folder);
      const ended = await runCommand(argvOf(argv), { cwd: folder });
      const [first = "", second = "", ...rest] = ended.stderr.split("\n");
      expect(first).toMatch(error);
      expect(second).toMatch(cure);
      expect(second).toMatch(/^ {2}\S/);
      expect(rest).toEqual([""]);
      expect(ended.stdout).toBe("");
      expect(ended.code).toBe(code);
      expect(contentOf(folder)).toEqual(before);
    },
  );

  it.skipIf(!existsSync("/proc/self"))(
    "in a state folder that cannot be made, ends with exit code 2",
    async () => {
      const argv = argvOf("pull --endpoint ENDPOINT --token-file good.token");
      const { code, stderr } = await runCommand(argv, { cwd: folder, env: { XDG_STATE_HOME: "/proc/none" } });
      expect(stderr).toMatch(
        /^error: cannot make the folder \/proc\/none\/argo-acc\n {2}name the files.*\n$/,
      );
      expect(code).toBe(2);
    },
  );

  it("is told as one line of JSON with --json", async () => {
    const { code, stdout, stderr } = await runCommand(["pull", "--json", "--ful"], { cwd: folder });
    expect(JSON.parse(stderr)).toEqual({
      error: {
        name: "AccConfigError",
        code: "config",
        message: "unknown option --ful",
        acted: "no",
        retryable: false,
        cure: "did you mean --full?",
        exit_code: 2,
      },
    });
    expect(stderr.trimEnd()).not.toContain("\n");
    expect([code, stdout]).toEqual([2, ""]);
  });

  it("of the service, a page that is none, ends with exit code 5 and an empty mirror", async () => {
    const argv = argvOf("pull --endpoint BROKEN --token-file good.token --mirror new.db");
    const { code, stderr } = await runCommand(argv, { cwd: folder });
    expect(stderr).toMatch(/^error: .*\n {2}\S.*\n$/);
    expect(code).toBe(5);
    using mirror = openMirror(join(folder, "new.db"), { readonly: true });
    expect(mirror.status().metrics).toBe(0);
  });

  it("of the network, a service that is not there, ends with exit code 5", async () => {
    const argv = [
      "pull",
      "--endpoint",
      "http://127.0.0.1:9",
      "--token-file",
      "good.token",
      "--mirror",
      "new.db",
    ];
    const { code, stderr } = await runCommand(argv, { cwd: folder });
    expect(stderr).toMatch(/^error: .*\n {2}\S.*\n$/);
    expect(code).toBe(5);
  });

  it("in a token, one the service does not accept, ends with exit code 4", async () => {
    const { code, stderr } = await runCommand(
      ["pull", "--endpoint", endpoints.ENDPOINT, "--mirror", "new.db"],
      { cwd: folder, env: { ARGO_ACC_TOKEN: "inactive" } },
    );
    expect(stderr).toMatch(/^error: .*401.*\n {2}\S.*\n$/);
    expect(stderr).not.toContain("inactive");
    expect(code).toBe(4);
  });
});
