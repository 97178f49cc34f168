import { parseEndpoint } from "@argo-acc/client";
import { AccConfigError } from "@argo-acc/core";
import { describe, expect, test } from "vitest";

describe("an endpoint that is taken", () => {
  test.each([
    { text: "api.acc.example.org", endpoint: "https://api.acc.example.org/accounting-system" },
    { text: " api.acc.example.org \n", endpoint: "https://api.acc.example.org/accounting-system" },
    { text: "api.acc.example.org:8443", endpoint: "https://api.acc.example.org:8443/accounting-system" },
    { text: "API.acc.example.org/", endpoint: "https://api.acc.example.org/accounting-system" },
    { text: "api.acc.example.org/base", endpoint: "https://api.acc.example.org/base" },
    { text: "https://api.acc.example.org", endpoint: "https://api.acc.example.org/accounting-system" },
    { text: "https://api.acc.example.org//", endpoint: "https://api.acc.example.org/accounting-system" },
    { text: "https://api.acc.example.org/one/two/", endpoint: "https://api.acc.example.org/one/two" },
    { text: "https://api.acc.example.org:443", endpoint: "https://api.acc.example.org/accounting-system" },
    { text: "http://localhost:8080", endpoint: "http://localhost:8080/accounting-system" },
    { text: "http://acc.localhost", endpoint: "http://acc.localhost/accounting-system" },
    { text: "http://127.8.9.1", endpoint: "http://127.8.9.1/accounting-system" },
    { text: "http://[::1]:80/x", endpoint: "http://[::1]/x" },
  ])("$text", ({ text, endpoint }) => {
    expect(parseEndpoint(text)).toBe(endpoint);
  });

  test("http to another host, if that is allowed", () => {
    expect(parseEndpoint("http://10.0.0.1", { insecureHttp: true })).toBe(
      "http://10.0.0.1/accounting-system",
    );
  });
});

describe("an endpoint that is refused", () => {
  const noUrl = "is not an http(s) URL";
  const any = "write it as https:// and the name of the host";
  test.each([
    { text: "htps://api.acc.example.org", what: noUrl, cure: "write https://api.acc.example.org" },
    { text: "https:api.acc.example.org", what: noUrl, cure: "write https://api.acc.example.org" },
    { text: "http:/api.acc.example.org", what: noUrl, cure: "write https://api.acc.example.org" },
    { text: "ftp://api.acc.example.org/x", what: noUrl, cure: "write https://api.acc.example.org/x" },
    { text: "", what: noUrl, cure: any },
    { text: "   ", what: noUrl, cure: any },
    { text: "/accounting-system", what: noUrl, cure: any },
    { text: "https://", what: noUrl, cure: any },
    { text: "two words", what: noUrl, cure: any },
    {
      text: "https://api.example.org:99999",
      what: noUrl,
      cure: "write it as https:// and the name of the host",
    },
    {
      text: "http://api.acc.example.org/x",
      what: "is http: the token would travel in clear",
      cure: "write https://api.acc.example.org/x, or allow insecure http",
    },
    {
      text: "http://127.example.org",
      what: "is http: the token would travel in clear",
      cure: "write https://127.example.org, or allow insecure http",
    },
    {
      text: "https://api.acc.example.org/x?a=1#b",
      what: "has a query or a fragment",
      cure: "write https://api.acc.example.org/x",
    },
  ])('"$text"', ({ text, what, cure }) => {
    const error = errorOf(() => parseEndpoint(text));

    expect(error).toBeInstanceOf(AccConfigError);
    expect(error).toMatchObject({ message: `endpoint "${text.trim()}" ${what}`, cure });
  });

  test.each([
    "https://user:hush@api.acc.example.org",
    "user:hush@api.acc.example.org",
    "http://user:hush@localhost/x?y",
  ])("one with credentials, without showing them: %s", (text) => {
    const error = errorOf(() => parseEndpoint(text));

    expect(error).toMatchObject({
      message: expect.stringMatching(/^the endpoint at [\w.]+ has credentials in its URL$/),
      cure: "leave them out: the token is given by itself",
    });
    expect(JSON.stringify(error)).not.toContain("hush");
  });

  test.each([
    { text: "htps://user:hush@api.acc.example.org", shown: "htps://…@api.acc.example.org" },
    { text: "https:user:hush@api.acc.example.org", shown: "https:…@api.acc.example.org" },
    { text: "https://user:hu/sh@api.acc.example.org?", shown: "https://…@api.acc.example.org?" },
    { text: "user:hu sh@api.acc.example.org", shown: "user:…@api.acc.example.org" },
  ])("nor where it is no URL at all: $text", ({ text, shown }) => {
    expect(errorOf(() => parseEndpoint(text))).toMatchObject({
      message: `endpoint "${shown}" is not an http(s) URL`,
    });
  });
});

function errorOf(call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    return error;
  }
}
