import { execFile } from "node:child_process";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import { startSandbox } from "@argo-acc/sandbox";
import { afterEach, beforeEach, expect, test } from "vitest";

const run = promisify(execFile);
const readme = await readFile(new URL("../README.md", import.meta.url), "utf8");
const section = /^## Tokens\n([\s\S]*?)^## /m.exec(readme)?.[1] ?? "";
const examples = [...section.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = ""]) => code);

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "argo-acc-readme-"));
});
afterEach(() => rm(folder, { recursive: true }));

test("the readme has an example of every source that needs one", () => {
  const sources = ["tokenFromEnv", "tokenFromFile", "tokenFromCommand", "clientCredentials", "refreshToken"];

  expect(examples).toHaveLength(sources.length);
  for (const [at, source] of sources.entries()) expect(examples[at]).toContain(`${source}(`);
});

test.for(examples.map((code, at) => ({ at, code })))(
  "example $at gets a token and uses it",
  async ({ code }) => {
    await using sandbox = await startSandbox({ dataset: { metrics: 10 } });
    const login = await fetch(`${sandbox.issuer}/protocol/openid-connect/token`, {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "client_credentials",
        client_id: "pa",
        client_secret: "pa-secret",
      }),
    });
    const { refresh_token: refresh }: { refresh_token?: string } = Object(await login.json());
    const secrets = {
      "acc-token": sandbox.token("pa"),
      "acc-client": "pa-secret\n",
      "acc-refresh": refresh ?? "",
    };
    for (const [name, text] of Object.entries(secrets)) await writeFile(join(folder, name), text);
    await writeFile(
      join(folder, "oidc-token"),
      `#!/bin/sh\n[ "$1" = egi ] && echo "${sandbox.token("pa")}"\n`,
    );
    await chmod(join(folder, "oidc-token"), 0o755);
    const module = code
      .replaceAll("https://id.example.org/realms/accounting", sandbox.issuer)
      .replaceAll("api.acc.argo.grnet.gr", sandbox.endpoint)
      .replaceAll("/run/secrets", folder)
      .replaceAll("my-site", "pa")
      .replaceAll('"@argo-acc/client/node"', JSON.stringify(import.meta.resolve("@argo-acc/client/node")))
      .replaceAll('"@argo-acc/client"', JSON.stringify(import.meta.resolve("@argo-acc/client")));
    const file = join(folder, "example.ts");
    await writeFile(
      file,
      `${module}\nawait acc.request("GET", "/clients/me");\nconsole.log(acc.requests);\n`,
    );

    const { stdout } = await run(process.execPath, [file], {
      env: { ...process.env, ARGO_ACC_TOKEN: sandbox.token("pa"), PATH: `${folder}:${process.env["PATH"]}` },
    });

    expect(stdout).toBe("1\n");
    expect(sandbox.requests.list().map(({ status }) => status)).toEqual([200]);
  },
);
