import type { AccClient } from "@argo-acc/client";
import { nodeFetch } from "@argo-acc/client/node";
import { AccConfigError, AccNetworkError } from "@argo-acc/core";
import { describe, expect, test } from "vitest";

import { testClient } from "../support/clients.ts";
import { certificate, serveSecurely } from "../support/https-server.ts";
import { serve } from "../support/scripted-server.ts";
import { proxy } from "../support/tunnel-proxy.ts";

const PROJECT = { id: "p", providers: [] };

function clientBehind(endpoint: string, env: Readonly<Record<string, string>>): AccClient {
  const fetch = nodeFetch({ ca: certificate("valid"), env });
  return testClient({ endpoint, insecureHttp: true, token: "opaque-token", fetch });
}

describe("a proxy that the environment names", () => {
  test("opens tunnels for https: it sees where they lead, and nothing of what is said in them", async () => {
    await using service = await serveSecurely();
    await using way = await proxy({ port: service.port });
    const acc = clientBehind("https://acc.example.org", { HTTPS_PROXY: way.origin });

    await expect(acc.project("p").get()).resolves.toEqual(PROJECT);
    expect(way.asked).toEqual(["acc.example.org:443"]);
    expect(JSON.stringify(way.headers)).not.toContain("opaque-token");
    expect(service.seen).toEqual([{ host: "acc.example.org", authorization: "Bearer opaque-token" }]);
  });

  test("opens one tunnel for many requests", async () => {
    await using service = await serveSecurely();
    await using way = await proxy({ port: service.port });
    const acc = clientBehind("https://acc.example.org", { HTTPS_PROXY: way.origin });

    for (let request = 0; request < 20; request++) await acc.project("p").get();

    expect(service.seen).toHaveLength(20);
    expect(way.asked.length).toBeLessThanOrEqual(2); // the second one while the first is being given back
  });

  test("opens tunnels for http too, where that is allowed at all", async () => {
    await using service = await serve({ status: 200, body: PROJECT });
    await using way = await proxy({ port: Number(new URL(service.origin).port) });
    const acc = clientBehind("http://acc.example.org:8080", { HTTP_PROXY: way.host });

    await expect(acc.project("p").get()).resolves.toEqual(PROJECT);
    expect(way.asked).toEqual(["acc.example.org:8080"]);
  });

  test("carries bodies with their length", async () => {
    await using service = await serve({ status: 200, body: { some: "answer" } });
    await using way = await proxy({ port: Number(new URL(service.origin).port) });
    const acc = clientBehind("http://acc.example.org", { http_proxy: way.origin });

    const answer = await acc.request("POST", "/anything", { body: { some: "thing" } });

    expect(answer).toEqual({ some: "answer" });
    expect(service.seen).toMatchObject([{ method: "POST", body: '{"some":"thing"}' }]);
  });

  test("is told user and password", async () => {
    await using service = await serveSecurely();
    await using way = await proxy({ port: service.port, login: "me:p@ss" });
    const HTTPS_PROXY = `http://me:p%40ss@${way.host}`;

    await expect(
      clientBehind("https://acc.example.org", { HTTPS_PROXY }).project("p").get(),
    ).resolves.toEqual(PROJECT);
  });

  test("is left aside for this machine", async () => {
    await using service = await serveSecurely();
    await using way = await proxy({ port: service.port });
    const endpoint = `https://127.0.0.1:${service.port}`;

    await clientBehind(endpoint, { HTTPS_PROXY: way.origin }).project("p").get();

    expect(way.asked).toEqual([]);
    expect(service.seen).toHaveLength(1);
  });
});

describe("a proxy that fails", () => {
  test.each([
    {
      refusal: 407,
      tries: 1,
      retryable: false,
      cure: "write the proxy's user and password into its variable",
    },
    { refusal: 403, tries: 1, retryable: false, cure: "check HTTPS_PROXY" },
    { refusal: 502, tries: 5, retryable: true, cure: "check HTTPS_PROXY" },
    { refusal: 503, tries: 5, retryable: true, cure: "check HTTPS_PROXY" },
  ] as const)(
    "by answering $refusal is named as what failed",
    async ({ refusal, tries, retryable, cure }) => {
      await using way = await proxy({ refusal });
      const acc = clientBehind("https://acc.example.org", { HTTPS_PROXY: way.origin });

      const error: unknown = await acc.request("POST", "/anything", { body: {} }).catch((e: unknown) => e);

      expect(error).toBeInstanceOf(AccNetworkError);
      expect(error).toMatchObject({ acted: "no", retryable, cure: expect.stringContaining(cure) });
      const tried = tries === 1 ? "" : ` after ${tries} tries`;
      expect(error).toHaveProperty(
        "message",
        `POST /anything: the proxy ${way.host} answered ${refusal}${tried}, acc.example.org`,
      );
      expect(way.asked).toHaveLength(tries);
    },
  );

  test("by hanging up", async () => {
    await using way = await proxy({ refusal: "hang up" });
    const acc = clientBehind("https://acc.example.org", { HTTPS_PROXY: way.origin });

    await expect(acc.project("p").get()).rejects.toThrow(
      `GET /projects/p: the proxy ${way.host} failed (ECONNRESET) after 5 tries, acc.example.org`,
    );
  });

  test("by not being there, without showing its password", async () => {
    const gone = await proxy({});
    const { host } = gone;
    await gone[Symbol.asyncDispose]();
    const acc = clientBehind("https://acc.example.org", { HTTPS_PROXY: `http://me:hush@${host}` });

    const error: unknown = await acc
      .project("p")
      .get()
      .catch((e: unknown) => e);

    expect(error).toMatchObject({
      code: "network",
      message: `GET /projects/p: the proxy ${host} failed (ECONNREFUSED) after 5 tries, acc.example.org`,
    });
  });

  test("by being something that cannot be used is an error of configuration, without its password", async () => {
    const acc = clientBehind("https://acc.example.org", { HTTPS_PROXY: "socks5://me:hush@127.0.0.1:1080" });

    const error: unknown = await acc
      .project("p")
      .get()
      .catch((e: unknown) => e);

    expect(error).toBeInstanceOf(AccConfigError);
    expect(error).toMatchObject({
      message: "HTTPS_PROXY names a proxy by socks5://, which cannot be used",
      cure: "write it as http://host:port",
    });
    expect(JSON.stringify(error)).not.toContain("hush");
  });
});

describe("TLS through a tunnel", () => {
  test("a service whose certificate nobody trusts is not taken for the proxy's fault", async () => {
    await using service = await serveSecurely();
    await using way = await proxy({ port: service.port });
    const fetch = nodeFetch({ env: { HTTPS_PROXY: way.origin } });
    const acc = testClient({ endpoint: "https://acc.example.org", fetch });

    await expect(acc.project("p").get()).rejects.toThrow(
      "GET /projects/p: the secure connection failed (TLS) (DEPTH_ZERO_SELF_SIGNED_CERT), acc.example.org",
    );
    expect(service.seen).toEqual([]);
  });
});
