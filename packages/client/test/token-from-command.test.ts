import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";

import { tokenFromCommand } from "@argo-acc/client/node";
import { AccConfigError } from "@argo-acc/core";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { testClient } from "./support/clients.ts";
import { handClock, jwt } from "./support/scripted-issuer.ts";
import { serve } from "./support/scripted-server.ts";

const MINUTE = 60_000;

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "argo-acc-command-"));
});
afterEach(() => rm(folder, { recursive: true }));

/** A program that notes that it ran, and then does what is told. */
async function program(script: string): Promise<string> {
  const path = join(folder, "agent");
  await writeFile(path, `#!/bin/sh\necho x >> "${folder}/runs"\n${script}\n`);
  await chmod(path, 0o755);
  return path;
}

async function runs(): Promise<number> {
  return (await readFile(join(folder, "runs"), "utf8")).trim().split("\n").length;
}

function lasting(minutes: number, id: string): string {
  return jwt({ iss: "x", iat: 1000, exp: 1000 + minutes * 60, jti: id });
}

describe("tokenFromCommand", () => {
  test("takes what the command prints, without the white space around it", async () => {
    const agent = await program('printf "  opaque\\n\\n"');

    await expect(tokenFromCommand(agent).get()).resolves.toBe("opaque");
  });

  test("gives it its arguments as they are, with no shell between", async () => {
    const agent = await program('printf "%s" "$#:$1:$2"');

    await expect(tokenFromCommand(agent, ["$HOME;ls", "*"]).get()).resolves.toBe("2:$HOME;ls:*");
  });

  test("gives it the environment it is told", async () => {
    const agent = await program('printf "%s" "$ACCOUNT"');

    await expect(tokenFromCommand(agent, [], { env: { ACCOUNT: "egi" } }).get()).resolves.toBe("egi");
  });

  test("finds it in PATH", async () => {
    await expect(tokenFromCommand("printf", ["opaque"]).get()).resolves.toBe("opaque");
  });

  test("runs it again at half the life of the JWT it printed, once for all calls", async () => {
    const agent = await program(`cat "${folder}/next"`);
    await writeFile(join(folder, "next"), lasting(60, "a"));
    const clock = handClock();
    const source = tokenFromCommand(agent, [], { clock });

    await Promise.all([source.get(), source.get()]);
    clock.passed = 30 * MINUTE - 1;
    await source.get();
    expect(await runs()).toBe(1);
    await writeFile(join(folder, "next"), lasting(60, "b"));
    clock.passed = 30 * MINUTE;
    expect(await source.get()).toBe(lasting(60, "b"));
    clock.passed = 60 * MINUTE - 1;
    expect(await source.get()).toBe(lasting(60, "b"));
    expect(await runs()).toBe(2);
  });

  test("one that prints the same token again is asked once a minute, until that is over", async () => {
    const agent = await program(`printf "%s" "${lasting(60, "a")}"`);
    const clock = handClock();
    const source = tokenFromCommand(agent, [], { clock });

    const counted: number[] = [];
    for (const passed of [0, 30 * MINUTE, 30 * MINUTE + 1, 31 * MINUTE, 60 * MINUTE - 1]) {
      clock.passed = passed;
      expect(await source.get()).toBe(lasting(60, "a"));
      counted.push(await runs());
    }
    expect(counted).toEqual([1, 2, 2, 3, 4]);

    clock.passed = 60 * MINUTE;
    await expect(source.get()).rejects.toMatchObject({
      code: "token",
      message: `the command ${agent} gave the same token again, which has expired`,
    });
  });

  test("runs it again after a 401", async () => {
    await using server = await serve({ status: 401 }, { status: 200, body: { fine: true } });
    const agent = await program(`wc -l < "${folder}/runs" | tr -d " "`);
    const acc = testClient({ endpoint: server.origin, token: tokenFromCommand(agent) });

    await acc.request("GET", "/clients/me");

    expect(server.seen.map(({ authorization }) => authorization)).toEqual(["Bearer 1", "Bearer 2"]);
  });

  test("uses a token on when the command fails, while it lives", async () => {
    const agent = await program(`[ -e "${folder}/off" ] && exit 3; printf "%s" "${lasting(60, "a")}"`);
    const clock = handClock();
    const source = tokenFromCommand(agent, [], { clock });
    await source.get();
    await writeFile(join(folder, "off"), "");

    clock.passed = 59 * MINUTE;
    await expect(source.get()).resolves.toBe(lasting(60, "a"));
    clock.passed = 60 * MINUTE;
    await expect(source.get()).rejects.toThrow("ended with exit code 3");
  });
});

describe("a command that gives no token is an error that names it, and never what it printed", () => {
  test.each([
    { name: "fails", script: "echo s3cr3t; echo s3cr3t >&2; exit 7", words: "ended with exit code 7" },
    { name: "prints nothing", script: "echo; echo s3cr3t >&2", words: "printed nothing" },
    { name: "prints two words", script: "echo Bearer s3cr3t", words: "printed more than a token" },
    { name: "prints far too much", script: "yes s3cr3t", words: "printed more than a token" },
    { name: "is killed", script: "kill -9 $$", words: "was ended by SIGKILL" },
    { name: "does not end", script: "printf s3cr3t; exec sleep 60", words: "printed no token within 200 ms" },
  ])("one that $name", async ({ script, words }) => {
    const agent = await program(script);
    const slow = words.includes("200 ms");
    const source = tokenFromCommand(agent, ["s3cr3t"], slow ? { timeoutMs: 200 } : {});
    const error: unknown = await source.get().catch((thrown: unknown) => thrown);

    expect(error).toMatchObject({
      code: "token",
      message: `the command ${agent} ${words}`,
      cure: expect.any(String),
    });
    for (const shown of [error, source]) {
      expect(inspect(shown, { depth: 9, showHidden: true }) + JSON.stringify(shown)).not.toContain("s3cr3t");
    }
  });

  test("one that is not there", async () => {
    await expect(tokenFromCommand("no-such-agent").get()).rejects.toMatchObject({
      code: "token",
      message: "the command no-such-agent was not found",
      cure: "install it, or give its whole path",
    });
  });

  test("one that may not be run", async () => {
    const agent = await program("echo s3cr3t");
    await chmod(agent, 0o644);

    await expect(tokenFromCommand(agent).get()).rejects.toThrow(
      `the command ${agent} may not be run by this user`,
    );
  });

  test("one that waits for somebody to type reads nothing and goes on", async () => {
    const agent = await program('read -r line; printf "%s" "got:$line"');

    await expect(tokenFromCommand(agent).get()).resolves.toBe("got:");
  });
});

test.each([
  { command: " ", timeoutMs: 1, message: "the command is empty" },
  { command: "agent", timeoutMs: -1, message: "timeoutMs -1 is not a number of milliseconds" },
])("an option that makes no sense is refused at once: $message", ({ command, timeoutMs, message }) => {
  expect(() => tokenFromCommand(command, [], { timeoutMs })).toThrow(AccConfigError);
  expect(() => tokenFromCommand(command, [], { timeoutMs })).toThrow(message);
});
