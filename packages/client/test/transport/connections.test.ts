import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import { describe, expect, test } from "vitest";

import { testClient } from "../support/clients.ts";

async function listen(host: string) {
  const server = createServer((request, response) => {
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ host: request.headers.host, url: request.url }));
  });
  let connections = 0;
  server.on("connection", () => (connections += 1));
  server.listen(0, host);
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => connections,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

test("two hundred requests, four at a time, share a handful of connections", async () => {
  await using server = await listen("127.0.0.1");
  const acc = testClient({ endpoint: `http://127.0.0.1:${server.port}` });
  for (let round = 0; round < 50; round++) {
    await Promise.all(Array.from({ length: 4 }, () => acc.request("GET", "/x")));
  }

  expect(acc.requests).toBe(200);
  expect(server.connections()).toBeLessThanOrEqual(8);
});

test("errors give their connections back too", async () => {
  const server = createServer((_request, response) => {
    response.writeHead(404, { "content-type": "application/json" });
    response.end('{"code":404,"message":"no such thing"}');
  });
  let connections = 0;
  server.on("connection", () => (connections += 1));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const acc = testClient({ endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
  for (let call = 0; call < 50; call++) {
    await expect(acc.request("GET", "/x")).rejects.toMatchObject({ status: 404 });
  }
  server.closeAllConnections();
  server.close();

  expect(connections).toBeLessThanOrEqual(2);
});

describe("an address of version 6", () => {
  test("is asked, with its brackets in the header that names the host", async () => {
    await using server = await listen("::1");
    const acc = testClient({ endpoint: `http://[::1]:${server.port}` });

    await expect(acc.request("GET", "/x")).resolves.toEqual({
      host: `[::1]:${server.port}`,
      url: "/accounting-system/x",
    });
  });

  test("is named in messages as it is written", async () => {
    const server = await listen("::1");
    const { port } = server;
    await server[Symbol.asyncDispose]();
    const acc = testClient({ endpoint: `http://[::1]:${port}` });

    await expect(acc.request("GET", "/x")).rejects.toThrow(
      `GET /x: the connection was refused (ECONNREFUSED) after 5 tries, [::1]:${port}`,
    );
  });
});
