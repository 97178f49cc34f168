import { afterAll, beforeAll, expect, test } from "vitest";

import { type Sandbox, startSandbox } from "../src/index.ts";
import { ask } from "./ask.ts";

const INSTALLATION = "6b046af055be38b000000001";
const DEFINITION = "6b046af055be38b000000002";
const PROVIDER = "6b046af055be38b000000003";
let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({
    dataset: {
      projects: [
        {
          id: "p",
          acronym: "P",
          title: "P",
          start_date: null,
          end_date: null,
          call_identifier: null,
          providers: [PROVIDER],
        },
      ],
      providers: [
        {
          id: PROVIDER,
          name: "V",
          website: null,
          abbreviation: null,
          logo: null,
          external_id: null,
          creator_id: "",
        },
      ],
      installations: [
        {
          id: INSTALLATION,
          project: "p",
          organisation: PROVIDER,
          infrastructure: null,
          installation: "I",
          resource: null,
          external_id: null,
          unit_of_access: null,
        },
      ],
      definitions: [
        {
          metric_definition_id: DEFINITION,
          metric_name: "n",
          metric_description: null,
          unit_type: "TB",
          metric_type: "count",
          creator_id: null,
        },
      ],
      resources: [],
      capacities: [],
      metrics: [
        {
          id: "6b046af055be38b000000004",
          installation_id: INSTALLATION,
          metric_definition_id: DEFINITION,
          start: Date.UTC(2024, 0, 1),
          end: Date.UTC(2024, 0, 2),
          value: 1e7,
          group_id: undefined,
          user_id: undefined,
        },
      ],
    },
  });
});

afterAll(() => sandbox.close());

/** An answer as it stands, since numbers lose their form when they are read. */
async function text(path: string): Promise<string> {
  const headers = { authorization: `Bearer ${sandbox.token("admin")}` };
  return (await fetch(sandbox.endpoint + path, { headers })).text();
}

const CAPACITIES = `/installations/${INSTALLATION}/capacities`;

test.for([
  ['"12.50"', "12.50", "2020-01-01"],
  ["12.50", "12.50", "2020-01-02"],
  ["300", "300", "2020-01-03"],
  ["1.000", "1.000", "2020-01-04"],
  ['"-0.50"', "-0.50", "2020-01-05"],
  ['"+007.10"', "7.10", "2020-01-06"],
  ['".5"', "0.5", "2020-01-07"],
  ["0.12345678901234567890", "0.12345678901234567890", "2020-01-08"],
] as const)("a capacity of %s is kept as %s", async ([sent, kept, day]) => {
  const body = `{"metric_definition_id":"${DEFINITION}","value":${sent},"registered_on":"${day}"}`;
  expect((await ask(sandbox, `POST ${CAPACITIES}`, { body })).status).toBe(200);
  const shown = new RegExp(`"value":${kept.replace(".", "\\.")},"registered_on":"${day}T00:00:00Z"`);
  expect(await text(`${CAPACITIES}?size=100`)).toMatch(shown);
  expect(await text(`/installations/${INSTALLATION}`)).toMatch(shown);
});

test.for(['"NaN"', '"INF"', "1e999", '"much"'])("a capacity of %s is refused", async (sent) => {
  const body = `{"metric_definition_id":"${DEFINITION}","value":${sent},"registered_on":"2021-01-01"}`;
  expect((await ask(sandbox, `POST ${CAPACITIES}`, { body })).status).toBe(500);
});

test("a changed capacity keeps the scale it was changed to, and the old one if its day alone was changed", async () => {
  const body = `{"metric_definition_id":"${DEFINITION}","value":20.50,"registered_on":"2022-01-01"}`;
  await ask(sandbox, `POST ${CAPACITIES}`, { body });
  const id = sandbox.state.capacities.get(INSTALLATION)?.at(-1)?.id ?? "";
  const change = async (changed: string) => {
    const headers = { authorization: `Bearer ${sandbox.token("admin")}`, "content-type": "application/json" };
    const url = `${sandbox.endpoint}${CAPACITIES}/${id}`;
    return (await fetch(url, { method: "PATCH", headers, body: changed })).text();
  };
  expect(await change('{"registered_on":"2022-01-02"}')).toContain('"value":20.50,');
  expect(await change('{"value":30.10}')).toContain('"value":30.10,');
});

test("reports print totals as doubles, capacities with their scale, and usage with four decimals", async () => {
  const body = `{"metric_definition_id":"${DEFINITION}","value":80000000.0,"registered_on":"2023-12-01"}`;
  await ask(sandbox, `POST ${CAPACITIES}`, { body });
  const report = await text(`/projects/p/report?start=2024-01-01&end=2024-02-01`);
  expect(report).toContain('"total_value":1.0E7,"capacity_value":80000000.0,"usage_percentage":12.5000}');
  expect(report).toMatch(/"aggregated_metrics":\[\{[^}]*"total_value":1\.0E7\}\]/);
  const empty = await text(`/projects/p/report?start=2023-12-02&end=2023-12-03`);
  expect(empty).toContain('"total_value":0.0,"capacity_value":80000000.0,"usage_percentage":0.0000}');
});

test.for([
  ["12345678901234567890", "12345678901234567890"],
  ["1.50", "1.50"],
  ["1e3", "1e3"],
  ["true", "true"],
  ['"0070"', "0070"],
] as const)("a user that is sent as %s is the text %s", async ([sent, kept]) => {
  const body =
    `{"metric_definition_id":"${DEFINITION}","time_period_start":"2024-01-01T00:00:00Z",` +
    `"time_period_end":"2024-01-02T00:00:00Z","user_id":${sent}}`;
  const posted = await ask(sandbox, `POST /installations/${INSTALLATION}/metrics`, { body });
  expect(posted.body["user_id"]).toBe(kept);
  expect((await ask(sandbox, `GET /projects/projects/p/users/${kept}/metrics`)).body["total_elements"]).toBe(
    1,
  );
});
