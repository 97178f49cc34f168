import { readFileSync } from "node:fs";

import * as client from "@argo-acc/client";
import * as node from "@argo-acc/client/node";
import * as core from "@argo-acc/core";
import { expect, test } from "vitest";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");

test("what the examples of the readme import exists", () => {
  const modules: Readonly<Record<string, object>> = {
    "@argo-acc/client": client,
    "@argo-acc/client/node": node,
    "@argo-acc/core": core,
  };
  const imports = [...readme.matchAll(/import \{ ([^}]+) \} from "(@argo-acc[^"]+)"/g)];

  expect(imports.length).toBeGreaterThan(2);
  for (const [, names = "", module = ""] of imports) {
    for (const name of names.split(", ")) expect(modules[module]).toHaveProperty(name);
  }
});

test("the readme names every error class that a call can end in", () => {
  const classes = Object.keys(core).filter((name) => /^Acc\w+Error$/.test(name));

  expect(classes.length).toBeGreaterThan(8);
  for (const name of classes) expect(readme).toContain(`\`${name}`);
});

test("the readme names every part of a client", () => {
  const acc = new client.AccClient({ endpoint: "localhost", token: "opaque" });
  const parts = [
    ...Object.keys(acc).filter((name) => name !== "endpoint"),
    ...Object.getOwnPropertyNames(client.AccClient.prototype).filter((name) => name !== "constructor"),
  ];

  expect(parts.length).toBeGreaterThan(10);
  for (const name of parts) expect(readme).toContain(`acc.${name}`);
});
