import { readFileSync } from "node:fs";
import { request } from "node:https";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { FAULT_SIGNS } from "../../../packages/sandbox/test/fault-signs.ts";
import { newFolder, runCommand } from "./command.ts";
import { startSandboxProcess } from "./sandbox-process.ts";

/** The status of an HTTPS request, or the code of what went wrong. */
function statusOf(url: string, token: string, ca?: string): Promise<unknown> {
  return new Promise((resolve) => {
    const options = { headers: { authorization: `Bearer ${token}` }, ...(ca === undefined ? {} : { ca }) };
    const call = request(url, options, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    call.on("error", (error: NodeJS.ErrnoException) => resolve(error.code));
    call.end();
  });
}

describe("argo-acc sandbox", () => {
  it("serves HTTPS with --tls, and writes the certificate to trust where it is told to", async () => {
    const folder = newFolder();
    await using sandbox = await startSandboxProcess(["--tls", "--tls-ca-file", "ca.pem"], folder);
    const { admin = "" } = sandbox.tokens;
    const ca = readFileSync(join(folder, "ca.pem"), "utf8");
    expect(sandbox.certificate).toBe(ca);
    expect(await statusOf(`${sandbox.endpoint}/clients/me`, admin, ca)).toBe(200);
    expect(await statusOf(`${sandbox.endpoint}/clients/me`, admin)).toMatch(/SELF_SIGNED/);
  });

  it.each([
    [["--tls", "--tls-ca-file", "my ca.pem"], "my ca.pem", /export NODE_EXTRA_CA_CERTS='.*\/my ca\.pem'/],
    [["--tls"], "in no file: --tls-ca-file FILE writes it", /export ARGO_ACC_ENDPOINT=https:/],
  ])("says with %j where the certificate is: %s", async (options, where, exported) => {
    const { stdout, stderr } = await runCommand(["sandbox", "--metrics", "10", ...options], {
      cwd: newFolder(),
      onStart: (child) => child.stdout.once("data", () => child.kill("SIGTERM")),
    });
    expect(stderr).toMatch(/^issuer {4}https:\/\/127\.0\.0\.1:\d+\/realms\/accounting$/m);
    expect(stderr).toContain(where);
    expect(stdout).toMatch(exported);
  });

  it("lets pages of the origin of --cors call it", async () => {
    await using sandbox = await startSandboxProcess(["--cors", "https://ui.example.org", "--metrics", "10"]);
    const { headers } = await fetch(`${sandbox.endpoint}/clients/me`);
    expect(headers.get("access-control-allow-origin")).toBe("https://ui.example.org");
    await using open = await startSandboxProcess(["--cors", "*", "--metrics", "10"]);
    const any = await fetch(`${open.endpoint}/clients/me`);
    expect(any.headers.get("access-control-allow-origin")).toBe("*");
  });

  it("gives tokens that live as long as --token-lifetime says", async () => {
    await using sandbox = await startSandboxProcess(["--token-lifetime", "90s", "--metrics", "10"]);
    const body = new URLSearchParams({
      grant_type: "client_credentials",
      client_id: "pv",
      client_secret: "pv-secret",
    });
    const answer = await fetch(`${sandbox.issuer}/protocol/openid-connect/token`, { method: "POST", body });
    expect(await answer.json()).toMatchObject({ expires_in: 90 });
  });

  it("lets deep pages come later with --skip-cost", async () => {
    await using sandbox = await startSandboxProcess(["--skip-cost", "1000", "--metrics", "300"]);
    const headers = { authorization: `Bearer ${sandbox.tokens["admin"]}` };
    const body = JSON.stringify({ type: "query", field: "project_id", operand: "neq", values: "" });
    const came: number[] = [];
    const ask = async (page: number) => {
      const answer = await fetch(`${sandbox.endpoint}/metrics/search?size=10&page=${page}`, {
        method: "POST",
        headers: { ...headers, "content-type": "application/json" },
        body,
      });
      await answer.text();
      came.push(page);
    };
    await ask(2);
    await Promise.all([ask(30), ask(1)]);
    expect(came).toEqual([2, 1, 30]);
  });

  it.each([
    [["--tls-ca-file", "ca.pem"], "--tls-ca-file without --tls", "add --tls"],
    [["--fresh", "--metrics", "10"], "--fresh with --metrics", "leave one of them out"],
    [["--fresh", "--until", "2025-01"], "--fresh with --until", "leave one of them out"],
    [["--tls", "--tls-ca-file", "nowhere/ca.pem"], "there is no folder", "mkdir -p"],
    [["--skip-cost", "x"], '--skip-cost "x" is not a whole number from 0 to 1000000', "write"],
    [["--token-lifetime", "an hour"], '--token-lifetime "an hour" is not a duration', "30s, 5m, 12h"],
    [["--cors", ""], "--cors is empty", "give --cors a value"],
    [["--until", "2025"], 'until is "2025", not a month', "2025-01"],
    [["--metrics", "-1"], '--metrics "-1" is not a whole number from 0', "write"],
    [["--metrics", "100000001"], '"100000001" is not a whole number from 0 to 100000000', "write"],
    [["--months", "1201"], '--months "1201" is not a whole number from 1 to 1200', "write"],
    [["--projects", "0"], '--projects "0" is not a whole number from 1', "write"],
    [["--search", "mine"], '--search "mine" is not one of everything, own, forbidden', "everything"],
    [["--service", "1.6"], '--service "1.6" is not one of 1.8.1, 1.7.0', "1.8.1, 1.7.0"],
    [["--fault", "fire"], 'there is no fault "fire"', "lose-reply"],
    [["--fault", "hang:often"], 'cannot read "often"', "a probability (0.3)"],
    [["--churn", "explode=3"], 'cannot read "explode=3"', "insert, delete, change, move, reorder"],
    [["--churn", "insert=3:often"], 'cannot read "often"', "early, late"],
  ])("refuses %j and says what to write instead", async (options, complaint, cure) => {
    const { code, stdout, stderr } = await runCommand(["sandbox", ...options], { cwd: newFolder() });
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(complaint);
    expect(stderr).toContain(cure);
  });
});

describe("argo-acc sandbox --fault", () => {
  it.each(Object.entries(FAULT_SIGNS))("%s shows on the wire", async (_name, { fault, see, sight }) => {
    const small = ["--metrics", "10", "--installations", "3", "--projects", "1", "--providers", "1"];
    await using sandbox = await startSandboxProcess([...small, "--fault", fault]);
    expect(await see(sandbox)).toEqual(sight);
  });
});
