import { AccClient, textIs } from "@argo-acc/client";
import { AccConflictError } from "@argo-acc/core";
import { type Sandbox, startSandbox } from "@argo-acc/sandbox";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const JANUARY = { start: "2024-01-01", end: "2024-02-01" };

let sandbox: Sandbox;
/** What `ia` administers, and a metric definition. */
let ids: {
  readonly project: string;
  readonly provider: string;
  readonly installation: string;
  readonly definition: string;
};

beforeAll(async () => {
  sandbox = await startSandbox({ dataset: { metrics: 200 } });
  const { grants } = await clientOf("ia").discover();
  const [definition] = await clientOf("opsv").metricDefinitions.list().toArray({ limit: 1 });
  const grant = grants[0]?.grant;
  if (grant?.kind !== "installation" || definition === undefined) {
    throw new Error("ia administers an installation");
  }
  ids = {
    project: grant.project_id,
    provider: grant.provider_id,
    installation: grant.installation_id,
    definition: definition.metric_definition_id,
  };
});
afterAll(() => sandbox.close());

function clientOf(role: string): AccClient {
  return new AccClient({ endpoint: sandbox.endpoint, token: sandbox.token(role) });
}

describe("a role that may not is refused", () => {
  const acts: readonly {
    readonly act: string;
    readonly call: (acc: AccClient) => Promise<unknown>;
    readonly allowed: readonly string[];
  }[] = [
    {
      act: "add an installation",
      call: (acc) =>
        acc.installations.add({ project: ids.project, organisation: ids.provider, installation: "x" }),
      allowed: ["admin", "pa", "va", "rep"],
    },
    {
      act: "add a capacity",
      call: (acc) =>
        acc.installation(ids.installation).capacities.add({ metric_definition_id: ids.definition, value: 1 }),
      allowed: ["admin", "pa", "va", "rep", "ia"],
    },
    {
      act: "list capacities",
      call: (acc) => acc.installation(ids.installation).capacities.list().page(1),
      allowed: ["admin", "pa", "va", "rep", "ia"],
    },
    {
      act: "add a metric",
      call: (acc) =>
        acc.installation(ids.installation).metrics.add({
          metric_definition_id: ids.definition,
          time_period_start: "2024-03-01T00:00:00Z",
          time_period_end: "2024-03-02T00:00:00Z",
          value: 1,
        }),
      allowed: ["admin", "pa", "va", "rep", "ia"],
    },
    {
      act: "report an installation",
      call: (acc) => acc.installation(ids.installation).report(JANUARY),
      allowed: ["admin", "pa", "pv", "va", "vv", "rep", "ia", "iv", "topv"],
    },
    {
      act: "report a provider in a project",
      call: (acc) => acc.project(ids.project).provider(ids.provider).report(JANUARY),
      allowed: ["admin", "pa", "pv", "va", "vv", "rep", "topv"],
    },
    {
      act: "report a project",
      call: (acc) => acc.project(ids.project).report(JANUARY),
      allowed: ["admin", "pa", "pv", "topv"],
    },
    {
      act: "report a provider everywhere",
      call: (acc) => acc.provider(ids.provider).report(JANUARY),
      allowed: ["admin", "rep"],
    },
    {
      act: "read a provider",
      call: (acc) => acc.provider(ids.provider).get(),
      allowed: ["admin", "opsa", "opsv", "topv"],
    },
    {
      act: "add a provider",
      call: (acc) => acc.providers.add({ name: "Added Provider" }),
      allowed: ["admin", "opsa"],
    },
    {
      act: "take a provider into a project",
      call: (acc) => acc.project(ids.project).provider(ids.provider).associate(),
      allowed: ["admin", "pa"],
    },
    {
      act: "report a group",
      call: (acc) => acc.project(ids.project).group("g").report(JANUARY),
      allowed: ["admin", "pa", "pv", "topv"],
    },
    {
      act: "search installations",
      call: (acc) => acc.installations.search(textIs("project", ids.project)).page(1),
      allowed: ["admin"],
    },
  ];
  const roles = [
    "admin",
    "pa",
    "pv",
    "va",
    "vv",
    "rep",
    "ia",
    "iv",
    "topv",
    "opsa",
    "opsv",
    "norole",
    "unreg",
  ];

  test.each(acts)("$act: only $allowed may", async ({ call, allowed }) => {
    const outcomes: string[] = [];
    for (const role of roles) outcomes.push(`${role}: ${await outcomeOf(call(clientOf(role)))}`);

    expect(outcomes).toEqual(
      roles.map((role) => `${role}: ${allowed.includes(role) ? "done" : "AccPermissionError"}`),
    );
  });
});

/** That somebody else has done it before is no refusal. */
async function outcomeOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return "done";
  } catch (error) {
    return error instanceof AccConflictError ? "done" : error instanceof Error ? error.name : "thrown";
  }
}
