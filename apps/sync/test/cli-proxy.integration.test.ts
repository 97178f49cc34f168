import { type Sandbox, startSandbox } from "@argo-acc/sandbox";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { proxy } from "../../../packages/client/test/support/tunnel-proxy.ts";
import { newFolder, runCommand } from "./command.ts";

const ENDPOINT = "http://acc.example.org:8080";

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ dataset: { metrics: 100 } });
});

afterAll(() => sandbox.close());

/** Runs a pull from a host that only a proxy knows. */
function pull(env: Readonly<Record<string, string>>) {
  const argv = ["pull", "--json", "--endpoint", ENDPOINT, "--insecure-http"];
  return runCommand(argv, { cwd: newFolder(), env: { ARGO_ACC_TOKEN: sandbox.tokens.admin, ...env } });
}

describe("behind a proxy", () => {
  it("the command goes through it, and DEBUG says on stderr what is asked, without the token", async () => {
    await using way = await proxy({ port: Number(new URL(sandbox.endpoint).port) });
    const { code, stdout, stderr } = await pull({ HTTP_PROXY: way.origin, DEBUG: "1" });

    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ complete: true });
    expect(new Set(way.asked)).toEqual(new Set(["acc.example.org:8080"]));
    expect(stderr).toContain(`argo-acc: > POST ${ENDPOINT}/accounting-system/metrics/search`);
    expect(stdout + stderr).not.toContain(sandbox.tokens.admin);
  });

  it("a proxy that refuses is named, and the run ends as it does without a service", async () => {
    await using way = await proxy({ login: "me:hush" });
    const { code, stderr } = await pull({ HTTP_PROXY: `http://me:wrong@${way.host}` });

    expect(code).toBe(5);
    expect(stderr).toContain(`the proxy ${way.host} answered 407`);
    expect(stderr).toContain("write the proxy's user and password into its variable");
    expect(stderr).not.toContain("wrong");
  });

  it("a variable that names no proxy is wrong configuration", async () => {
    const { code, stderr } = await pull({ HTTP_PROXY: "socks5://127.0.0.1:1080" });

    expect(code).toBe(2);
    expect(stderr).toContain("HTTP_PROXY names a proxy by socks5://, which cannot be used");
  });
});
