import { describe, expect, test } from "vitest";

import { testClient } from "../support/clients.ts";
import { type Reply, serve } from "../support/scripted-server.ts";

const LOOK = "look whether it was done before you send it again";
const OPERATORS = "try again later; if it stays, tell the service's operators";
const ROLE = "ask the administrators of the project, or of the service, for a role that covers this";
const closed: Reply = (response) => void response.destroy();

describe("what to do about a failure", () => {
  test.each<{ what: string; method: string; reply: Reply; cure: string }>([
    { what: "a POST that is answered 500", method: "POST", reply: { status: 500 }, cure: LOOK },
    { what: "a POST without an answer", method: "POST", reply: closed, cure: LOOK },
    { what: "a PATCH that is answered 500", method: "PATCH", reply: { status: 500 }, cure: OPERATORS },
    { what: "a GET that is answered 500", method: "GET", reply: { status: 500 }, cure: OPERATORS },
    {
      what: "a POST of what is there",
      method: "POST",
      reply: { status: 409 },
      cure: "look at what is there: it exists already, or is in use",
    },
    { what: "a POST without the right", method: "POST", reply: { status: 403 }, cure: ROLE },
    { what: "a GET without the right", method: "GET", reply: { status: 403 }, cure: ROLE },
    {
      what: "a PATCH of what is in use, or without the right",
      method: "PATCH",
      reply: { status: 403 },
      cure: `${ROLE}, unless it is built in or in use: then nobody may`,
    },
    {
      what: "a DELETE of what is in use, or without the right",
      method: "DELETE",
      reply: { status: 403 },
      cure: `${ROLE}, unless it is built in or in use: then nobody may`,
    },
    {
      what: "a POST of something wrong",
      method: "POST",
      reply: { status: 400 },
      cure: "correct the request",
    },
  ])("$what: $cure", async ({ method, reply, cure }) => {
    await using server = await serve(reply);
    const acc = testClient({ endpoint: server.origin });
    const body = method === "GET" ? undefined : {};

    await expect(acc.request(method, "/x", { body })).rejects.toMatchObject({ cure });
  });
});
