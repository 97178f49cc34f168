import { X509Certificate } from "node:crypto";
import { request } from "node:https";

import { expect, test } from "vitest";

import { type Sandbox, startSandbox } from "../src/index.ts";

const SMALL = { metrics: 10, installations: 2, projects: 1, providers: 1 };

/** The status of a request, or the code of what went wrong. */
function status(sandbox: Sandbox, host: string, ca?: string): Promise<unknown> {
  const url = new URL(`${sandbox.endpoint}/installations/all`);
  url.hostname = host;
  const headers = { authorization: `Bearer ${sandbox.token("admin")}` };
  return new Promise((resolve) => {
    const call = request(url, { headers, agent: false, ...(ca === undefined ? {} : { ca }) }, (answer) => {
      answer.resume();
      answer.on("end", () => resolve(answer.statusCode));
      answer.on("error", (error: NodeJS.ErrnoException) => resolve(error.code));
    });
    call.on("error", (error: NodeJS.ErrnoException) => resolve(error.code));
    call.end();
  });
}

test("serves HTTPS to whoever trusts its certificate, and to nobody else", async () => {
  await using sandbox = await startSandbox({ dataset: SMALL, tls: true });
  for (const url of [sandbox.endpoint, sandbox.issuer, sandbox.control])
    expect(url).toMatch(/^https:\/\/127\.0\.0\.1:/);
  expect(await status(sandbox, "127.0.0.1", sandbox.certificate)).toBe(200);
  expect(await status(sandbox, "localhost", sandbox.certificate)).toBe(200);
  expect(await status(sandbox, "127.0.0.1")).toMatch(/SELF_SIGNED/);
});

test("the certificate is for loopback, and good for weeks", async () => {
  await using sandbox = await startSandbox({ dataset: SMALL, tls: true });
  const certificate = new X509Certificate(sandbox.certificate ?? "");
  expect(certificate.subjectAltName).toMatch(/DNS:localhost.*IP Address:127\.0\.0\.1/);
  expect(Date.parse(certificate.validTo) - Date.now()).toBeGreaterThan(20 * 86_400_000);
});

test("a reset and a wrong length end secure connections too", async () => {
  await using sandbox = await startSandbox({ dataset: SMALL, tls: true });
  for (const fault of ["reset", "reset:10b", "wrong-length"]) {
    const id = sandbox.faults.add(fault);
    expect(await status(sandbox, "127.0.0.1", sandbox.certificate)).toBe("ECONNRESET");
    sandbox.faults.remove(id);
  }
  expect(sandbox.requests.count).toBe(3);
  expect(await status(sandbox, "127.0.0.1", sandbox.certificate)).toBe(200);
});

test("without tls there is no certificate", async () => {
  await using sandbox = await startSandbox({ dataset: SMALL });
  expect([sandbox.certificate, sandbox.endpoint.slice(0, 7)]).toEqual([undefined, "http://"]);
});
