import { AccConfigError } from "@argo-acc/core";
import { describe, expect, test } from "vitest";

import { proxyFor } from "../../src/node/proxy-for.ts";

const P = "http://proxy.example.org:3128";
const Q = "http://other.example.org:8080";

describe("which proxy is on the way", () => {
  test.each([
    { url: "https://acc.example.org", env: {}, proxy: undefined },
    { url: "https://acc.example.org", env: { HTTPS_PROXY: P }, proxy: `${P}/` },
    { url: "https://acc.example.org", env: { https_proxy: P, HTTPS_PROXY: Q }, proxy: `${P}/` },
    { url: "https://acc.example.org", env: { https_proxy: "", HTTPS_PROXY: Q }, proxy: `${Q}/` },
    { url: "https://acc.example.org", env: { HTTP_PROXY: P }, proxy: undefined },
    { url: "http://acc.example.org", env: { HTTP_PROXY: P, HTTPS_PROXY: Q }, proxy: `${P}/` },
    { url: "https://acc.example.org", env: { HTTPS_PROXY: "proxy.example.org:3128" }, proxy: `${P}/` },
    {
      url: "https://acc.example.org",
      env: { HTTPS_PROXY: "https://proxy.example.org" },
      proxy: "https://proxy.example.org/",
    },
    { url: "http://localhost:8080", env: { HTTP_PROXY: P }, proxy: undefined },
    { url: "http://127.0.0.1:8080", env: { HTTP_PROXY: P }, proxy: undefined },
    { url: "https://[::1]", env: { HTTPS_PROXY: P }, proxy: undefined },
  ])("$url with $env", ({ url, env, proxy }) => {
    expect(proxyFor(new URL(url), env)?.href).toBe(proxy);
  });
});

describe("what NO_PROXY leaves out", () => {
  test.each([
    { list: "*", url: "https://acc.example.org", exempt: true },
    { list: "acc.example.org", url: "https://acc.example.org", exempt: true },
    { list: "ACC.Example.ORG", url: "https://acc.example.org", exempt: true },
    { list: "example.org", url: "https://acc.example.org", exempt: true },
    { list: ".example.org", url: "https://acc.example.org", exempt: true },
    { list: "*.example.org", url: "https://acc.example.org", exempt: true },
    { list: "ample.org", url: "https://acc.example.org", exempt: false },
    { list: "one.test, acc.example.org ,two.test", url: "https://acc.example.org", exempt: true },
    { list: "one.test acc.example.org", url: "https://acc.example.org", exempt: true },
    { list: "acc.example.org:443", url: "https://acc.example.org", exempt: true },
    { list: "acc.example.org:8443", url: "https://acc.example.org", exempt: false },
    { list: "acc.example.org:8443", url: "https://acc.example.org:8443", exempt: true },
    { list: "10.1.2.3", url: "https://10.1.2.3", exempt: true },
    { list: "1.2.3", url: "https://10.1.2.3", exempt: false },
    { list: "10.0.0.0/8", url: "https://10.1.2.3", exempt: true },
    { list: "10.0.0.0/16", url: "https://10.1.2.3", exempt: false },
    { list: "10.0.0.0/64", url: "https://10.1.2.3", exempt: false },
    { list: "fd00::/8", url: "https://[fd12::1]", exempt: true },
    { list: "[fd12::1]:443", url: "https://[fd12::1]", exempt: true },
    { list: "fd12::1", url: "https://[fd12::1]", exempt: true },
    { list: " ,, ", url: "https://acc.example.org", exempt: false },
  ])("$list: $url $exempt", ({ list, url, exempt }) => {
    expect(proxyFor(new URL(url), { HTTPS_PROXY: P, NO_PROXY: list }) === undefined).toBe(exempt);
    expect(proxyFor(new URL(url), { HTTPS_PROXY: P, no_proxy: list }) === undefined).toBe(exempt);
  });
});

test("a password with a % that was not written as %25 is refused, and not told", () => {
  const env = { HTTPS_PROXY: "http://me:hu%sh@proxy.example.org" };
  const find = () => proxyFor(new URL("https://acc.example.org"), env);

  expect(find).toThrow(AccConfigError);
  expect(find).toThrow(/^HTTPS_PROXY has a % in its user or password that stands for no character$/);
});

test.each(["socks5://me:hush@proxy.example.org:1080", "http://", "http://me:hush@"])(
  "%s is no proxy that could be used, and its password is not told",
  (text) => {
    const find = () => proxyFor(new URL("https://acc.example.org"), { HTTPS_PROXY: text });

    expect(find).toThrow(AccConfigError);
    expect(find).toThrow(/^HTTPS_PROXY (?:is no URL|names a proxy by socks5:\/\/, which cannot be used)$/);
  },
);
