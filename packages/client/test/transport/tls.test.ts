import { execFile } from "node:child_process";
import { promisify } from "node:util";

import { nodeFetch } from "@argo-acc/client/node";
import { AccConfigError } from "@argo-acc/core";
import { startSandbox } from "@argo-acc/sandbox";
import { describe, expect, test } from "vitest";

import { testClient } from "../support/clients.ts";
import { certificate, certificateFile, serveSecurely } from "../support/https-server.ts";

const SMALL = { metrics: 10, installations: 2, projects: 1, providers: 1 };

describe("a service with a certificate of a private authority", () => {
  test("is spoken to by who is given the authority", async () => {
    await using sandbox = await startSandbox({ dataset: SMALL, tls: true });
    const fetch = nodeFetch({ ca: [certificate("valid"), sandbox.certificate ?? ""], env: {} });
    const acc = testClient({ endpoint: sandbox.endpoint, token: sandbox.token("admin"), fetch });

    expect(await acc.installations.all().toArray()).toHaveLength(2);
  });

  test("is refused by everybody else, who are told what to do", async () => {
    await using sandbox = await startSandbox({ dataset: SMALL, tls: true });
    const acc = testClient({ endpoint: sandbox.endpoint, token: sandbox.token("admin") });

    await expect(acc.me.permissions()).rejects.toMatchObject({
      code: "network",
      acted: "no",
      retryable: false,
      message: expect.stringMatching(/: the secure connection failed \(TLS\) \(\w*SELF_SIGNED\w*\), 127\./),
      cure: "if the certificate is of a private authority, name its PEM file in NODE_EXTRA_CA_CERTS, or give it as ca",
    });
    expect(acc.requests).toBe(1);
    expect(sandbox.requests.count).toBe(0);
  });
});

describe("a certificate that cannot be right", () => {
  test("one that has expired", async () => {
    await using server = await serveSecurely("expired");
    const acc = testClient({
      endpoint: `https://127.0.0.1:${server.port}`,
      fetch: nodeFetch({ ca: certificate("expired"), env: {} }),
    });

    await expect(acc.project("p").get()).rejects.toMatchObject({
      message: expect.stringContaining("the secure connection failed (TLS) (CERT_HAS_EXPIRED)"),
      cure: "check this machine's clock; if it is right, the service's certificate has to be renewed",
    });
  });

  test("one for another host", async () => {
    await using server = await serveSecurely();
    const acc = testClient({
      endpoint: `https://localhost:${server.port}`,
      fetch: nodeFetch({ ca: certificate("valid"), env: {} }),
    });

    await expect(acc.project("p").get()).rejects.toMatchObject({
      message: expect.stringContaining("the secure connection failed (TLS) (ERR_TLS_CERT_ALTNAME_INVALID)"),
      cure: "use the host name that the certificate is made for",
    });
    expect(server.seen).toEqual([]);
  });
});

test("what Node trusts already is trusted beside an authority of one's own", async () => {
  await using server = await serveSecurely();
  const program = `
    import { nodeFetch } from "@argo-acc/client/node";
    const answer = await nodeFetch({ ca: process.argv[2], env: {} })(process.argv[1]);
    console.log(answer.status);
  `;
  const url = `https://127.0.0.1:${server.port}`;
  const args = ["--input-type=module", "--eval", program, url, certificate("expired")];
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    cwd: new URL("../..", import.meta.url),
    env: { PATH: process.env["PATH"], NODE_EXTRA_CA_CERTS: certificateFile("valid") },
  });

  expect(stdout).toBe("200\n");
});

test("a file's name in place of its text is refused at once", () => {
  expect(() => nodeFetch({ ca: "/etc/ssl/our-ca.pem" })).toThrow(AccConfigError);
});

test.each([
  "-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n",
  "-----BEGIN CERTIFICATE-----\nMIIBTTCB9aADAgEC",
])("a certificate that cannot be read is refused when it is used", async (ca) => {
  const acc = testClient({ endpoint: "https://127.0.0.1", fetch: nodeFetch({ ca, env: {} }) });

  await expect(acc.project("p").get()).rejects.toMatchObject({
    code: "config",
    message: "ca holds a certificate that cannot be read",
  });
});
