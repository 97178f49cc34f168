import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { expect, test } from "vitest";

import { ROLES } from "../../src/index.ts";
import { ROUTES } from "../../src/routes/route-table.ts";
import type { SendOptions, Told } from "../invariants/in-process.ts";
import { MISPLACED, type Operation, OPERATIONS, WHO } from "./operations.ts";
import { Place } from "./place.ts";

const DOCUMENTED = readFileSync(fileURLToPath(new URL("../fixtures/operations.txt", import.meta.url)), "utf8")
  .trim()
  .split("\n");

/** The call of an operation, its path changed. */
function send(operation: Operation, options: SendOptions, change = (path: string) => path): Told {
  const place = new Place(operation);
  const [method = ""] = operation.name.split(" ");
  const { body = operation.body, ...rest } = options;
  return place.service.send(`${method} ${place.named(change(operation.path))}`, {
    ...rest,
    ...(body === undefined
      ? {}
      : { body: place.named(typeof body === "string" ? body : JSON.stringify(body)) }),
  });
}

/** The last id in a path. */
const LAST_ID = /(?:\b[A-Z]{4,}(?:-TYPE)?\b|prj-1)(?=[^A-Z]*$)(?!.*prj-1)/;
const withoutTarget = (path: string) =>
  path.includes("=ext-") ? path.replace(/ext-\w+-\d/, "nope") : path.replace(LAST_ID, "nope");
const withBody = OPERATIONS.filter(({ body, path }) => body !== undefined && !path.endsWith("/search"));
const search = OPERATIONS.filter(({ path }) => path.endsWith("/search"));
const named = ({ name }: Operation) => name;
const paged = OPERATIONS.filter((operation) => "total_pages" in send(operation, {}).body);
const general = (name: string) => name.replace(/\{\w+\}/g, "{}");
const withQuery = (query: string) => (path: string) => `${path}${path.includes("?") ? "&" : "?"}${query}`;

test("all 101 documented operations are in the table, and the sandbox has no other", () => {
  expect(OPERATIONS.map(named).concat(MISPLACED).toSorted()).toEqual(DOCUMENTED.toSorted());
  expect(DOCUMENTED).toHaveLength(101);
  expect(ROUTES.map(({ method, path }) => general(`${method} ${path}`)).toSorted()).toEqual(
    OPERATIONS.map(({ name }) => general(name)).toSorted(),
  );
});

test.for(OPERATIONS)("$name succeeds for $who, and is 403 for everybody else", (operation) => {
  const told = ROLES.map((role) => `${role} ${send(operation, { as: role }).status}`);
  const may = WHO[operation.who].split(" ");
  expect(told).toEqual(ROLES.map((role) => `${role} ${may.includes(role) ? operation.status : 403}`));
});

test.for(OPERATIONS)("$name without a token, or with a bad one, is an empty 401", (operation) => {
  expect(send(operation, { as: null })).toEqual({ status: 401, body: {} });
  expect(send(operation, { as: "nobody" })).toEqual({ status: 401, body: {} });
});

test.for(MISPLACED)("%s is 404 below the base path", (name) => {
  const operation: Operation = { name, who: "anybody", path: name.slice(4), status: 404, body: undefined };
  expect(send(operation, {}).status).toBe(404);
});

test.for(withBody)("$name: malformed JSON is 500 and a list an empty 400, before any role", (operation) => {
  for (const as of ["admin", "unreg"]) {
    expect(send(operation, { as, body: '{"a":' }).status).toBe(500);
    expect(send(operation, { as, body: "[]" })).toEqual({ status: 400, body: {} });
  }
});

test.for(OPERATIONS.filter(({ name }) => !/^(?:GET|DELETE)/.test(name)))(
  "$name: another content type is 415, token or not",
  (operation) => {
    for (const as of ["admin", "unreg", null]) {
      expect(send(operation, { as, type: "text/plain" }).status).toBe(415);
    }
    expect(send(operation, { as: "nobody", type: "text/plain" }).status).toBe(401);
  },
);

test("33 lists have pages, as documented", () => {
  expect(paged).toHaveLength(33);
});

test.for(paged)(
  "$name: a page that is no integer is 404 before any role, one out of range is 400 after it",
  (operation) => {
    const most = operation.name === "POST /metrics/search" ? 1000 : 100;
    const stranger = operation.who === "anybody" ? 400 : 403;
    for (const query of ["page=abc", "size=1.5", "page=2147483648"]) {
      for (const as of ["admin", "unreg"]) {
        expect(send(operation, { as }, withQuery(query)).status).toBe(404);
      }
    }
    const late = operation.path.includes("=ext-");
    for (const query of ["page=0", "size=0", `size=${most + 1}`, "page=-2147483648"]) {
      expect(send(operation, {}, withQuery(query)).status).toBe(400);
      expect(send(operation, { as: "unreg" }, withQuery(query)).status).toBe(late ? 400 : stranger);
    }
    expect(send(operation, {}, withQuery(`size=${most}`)).body["total_pages"]).toBe(1);
  },
);

test.for(search)("$name: what cannot be read is 500 for who may call", (operation) => {
  // Whether a search reads its text before it looks at roles is not known: 403 is a guess.
  expect(send(operation, { body: '{"a":' }).status).toBe(500);
  expect(send(operation, { as: "unreg", body: '{"a":' }).status).toBe(
    operation.who === "anybody" ? 500 : 403,
  );
});

const aboutSomething = OPERATIONS.filter(({ path }) => LAST_ID.test(path) || path.includes("=ext-"));

test.for(aboutSomething)(
  "$name: what the call is about does not exist: 404, before or after the role",
  (operation) => {
    const first =
      /^(?:system|operations)/.test(operation.who) || /METRIC$|CAPACITY$/.test(operation.path) ? 403 : 404;
    expect(send(operation, {}, withoutTarget).status).toBe(404);
    expect(send(operation, { as: "unreg" }, withoutTarget).status).toBe(first);
  },
);

test.for(aboutSomething.filter(({ body }) => body !== undefined))(
  "$name: an empty body is told after what does not exist, or where that is named by a parameter before it",
  (operation) => {
    const isParameter = operation.path.includes("=ext-");
    expect(send(operation, { body: "" }).status).toBe(400);
    expect(send(operation, { body: "" }, withoutTarget).status).toBe(isParameter ? 400 : 404);
    expect(send(operation, { body: "", as: "unreg" }).status).toBe(isParameter ? 400 : 403);
  },
);
