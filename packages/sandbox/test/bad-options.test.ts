import { expect, test } from "vitest";

import { dataset, type DatasetOptions, startSandbox } from "../src/index.ts";

/** Options as they come from JavaScript or JSON, which nobody has checked. */
const unchecked = (text: string) => JSON.parse(text);
const NAMES = "seed, projects, providers, installations, months, metrics, until";

test.for([
  ['{"metrics":-1}', "metrics is -1, not a whole number from 0 to 100000000", "leave it out for 20000"],
  ['{"metrics":1e12}', "metrics is 1000000000000, not a whole number from 0 to 100000000", "use a whole"],
  ['{"metrics":"many"}', 'metrics is "many", not a whole number from 0 to 100000000', "use a whole number"],
  ['{"seed":-1}', "seed is -1, not a whole number from 0 to 9007199254740991", "leave it out for 1"],
  ['{"projects":0}', "projects is 0, not a whole number from 1 to 100000", "leave it out for 3"],
  ['{"providers":0}', "providers is 0, not a whole number from 1 to 100000", "leave it out for 6"],
  ['{"installations":0.5}', "installations is 0.5, not a whole number from 1 to 1000000", "out for 28"],
  ['{"months":1.5}', "months is 1.5, not a whole number from 1 to 1200", "leave it out for 24"],
  ['{"until":"2025"}', 'until is "2025", not a month such as 2025-01', "use YYYY-MM"],
  ['{"until":"2025-13"}', 'until is "2025-13", not a month such as 2025-01', "use YYYY-MM"],
  ['{"until":2025}', "until is 2025, not a month such as 2025-01", "use YYYY-MM"],
  ['{"until":"0002-01"}', 'until is "0002-01", not 24 months after year 1 began', "use YYYY-MM"],
] as const)("dataset option %s is refused", async ([options, problem, cure]) => {
  const expected = expect.objectContaining({
    code: "config",
    message: `dataset option ${problem}`,
    cure: expect.stringContaining(cure),
  });
  expect(() => dataset(unchecked(options))).toThrow(expected);
  await expect(startSandbox({ dataset: unchecked(options) })).rejects.toThrow(expected);
});

test("a dataset option that does not exist is refused with those that do", () => {
  expect(() => dataset(unchecked('{"size":1}'))).toThrow(
    expect.objectContaining({
      code: "config",
      message: 'dataset option "size" does not exist',
      cure: `use one of ${NAMES}`,
    }),
  );
});

test("options at their limits are taken", () => {
  const options: DatasetOptions = {
    seed: 0,
    projects: 1,
    providers: 1,
    installations: 1,
    months: 1200,
    metrics: 0,
  };
  expect([...dataset({ ...options, until: "2101-01" }).metrics]).toEqual([]);
});

test.for([
  ['{"dataset":"large"}', 'dataset is "large", not "empty", a dataset, or options of one'],
  ['{"fresh":"yes"}', 'fresh is "yes", not true or false'],
  ['{"tls":1}', "tls is 1, not true or false"],
  ['{"port":70000}', "port is 70000, not a whole number from 0 to 65535"],
  ['{"host":""}', 'host is "", not a text'],
  ['{"seed":0.5}', "seed is 0.5, not a whole number of at least 0"],
  ['{"faults":"503"}', 'faults is "503", not a list of texts or objects'],
  ['{"churn":"insert=1"}', 'churn is "insert=1", not a list of texts or objects'],
  ['{"cors":""}', 'cors is "", not true, false, or an origin such as https://example.org'],
  [
    '{"cors":"example.org"}',
    'cors is "example.org", not true, false, or an origin such as https://example.org',
  ],
  [
    '{"cors":"https://example.org/"}',
    'cors is "https://example.org/", not true, false, or an origin such as https://example.org',
  ],
  ['{"skipCost":-1}', "skipCost is -1, not a number of microseconds, at least 0"],
  ['{"tokenLifetime":0}', "tokenLifetime is 0, not a number of seconds, above 0"],
  ['{"search":"mine"}', 'search is "mine", not one of everything, own, forbidden'],
  ['{"introspect":"me"}', 'introspect is "me", not a function'],
  ['{"now":5}', "now is 5, not a function"],
  ['{"serverUrl":5}', "serverUrl is 5, not a text"],
] as const)("sandbox option %s is refused", async ([options, problem]) => {
  const [, valid = ""] = problem
    .split(", not ")
    .map((part, at, all) => (at === 0 ? part : all.slice(1).join(", not ")));
  await expect(startSandbox(unchecked(options))).rejects.toThrow(
    expect.objectContaining({ code: "config", message: `sandbox option ${problem}`, cure: `use ${valid}` }),
  );
});

test.for([
  ['{"fault":["503"]}', 'sandbox option "fault" does not exist', "dataset, fresh, service, search, port"],
  ['{"toString":1}', 'sandbox option "toString" does not exist', "dataset, fresh, service, search, port"],
  ['{"service":"1.6.0"}', 'there is no sandbox of service "1.6.0"', "use one of 1.8.1, 1.7.0"],
  ['{"faults":["fire"]}', 'fault "fire": there is no fault "fire"', "lose-reply"],
  ['{"faults":[{"name":"hang","first":1.5}]}', "fault hang: first is 1.5, not a whole number", "1x"],
  [
    '{"faults":[{"name":"503","probability":2}]}',
    "fault 503: probability is 2, not a number from 0 to 1",
    "0.3",
  ],
  ['{"churn":["explode=3"]}', 'churn "explode=3": cannot read "explode=3"', "insert, delete, change, move"],
  ['{"churn":["insert=1,insert=2"]}', 'churn "insert=1,insert=2": says "insert=2" beside another', "insert"],
  ['{"churn":["insert=1:early:late"]}', 'churn "insert=1:early:late": says "late" beside another', "early"],
  ['{"churn":[{"insert":1,"from":0}]}', "churn: from is 0, not a whole number", "insert, delete, change"],
] as const)("%s is refused, and what is valid is listed", async ([options, problem, cure]) => {
  await expect(startSandbox(unchecked(options))).rejects.toThrow(
    expect.objectContaining({
      code: "config",
      message: expect.stringContaining(problem),
      cure: expect.stringContaining(cure),
    }),
  );
});

test.for([
  ['["503"]', 'sandbox option dataset is 503, not "empty", a dataset, or options of one'],
  ['{"definitions":[]}', "the dataset has no list of projects"],
] as const)("a dataset that is none is refused: %s", async ([given, message]) => {
  await expect(startSandbox({ dataset: unchecked(given) })).rejects.toThrow(
    expect.objectContaining({ code: "config", message }),
  );
});

const NOWHERE = "6b046af055be38b0000000ff";

test("a dataset whose parts name what it does not have is refused", async () => {
  const whole = dataset({ metrics: 5, installations: 3 });
  const [metric] = whole.metrics;
  const [capacity] = whole.capacities;
  const [installation] = whole.installations;
  if (metric === undefined || capacity === undefined || installation === undefined)
    throw new Error("no parts");
  const named = { metric_definition_id: NOWHERE };
  for (const [part, message] of [
    [{ metrics: [{ ...metric, ...named }] }, `metric definition "${NOWHERE}", which metric ${metric.id}`],
    [{ metrics: [{ ...metric, installation_id: NOWHERE }] }, `installation "${NOWHERE}", which metric`],
    [{ capacities: [{ ...capacity, ...named }] }, `metric definition "${NOWHERE}", which capacity`],
    [
      { capacities: [{ ...capacity, installation_id: NOWHERE }] },
      `installation "${NOWHERE}", which capacity`,
    ],
    [
      { installations: [{ ...installation, unit_of_access: NOWHERE }] },
      `metric definition "${NOWHERE}", which installation ${installation.id}`,
    ],
  ] as const) {
    await expect(startSandbox({ dataset: { ...whole, ...part } })).rejects.toThrow(
      `the dataset has no ${message}`,
    );
  }
});

test("a token of a role that does not exist, or without a lifetime, is not issued", async () => {
  await using sandbox = await startSandbox({ dataset: "empty" });
  await expect(sandbox.issueToken(unchecked('"boss"'))).rejects.toThrow('the sandbox has no role "boss"');
  await expect(sandbox.issueToken("pv", Number.NaN)).rejects.toThrow(
    "lifetime is NaN, not a number of seconds",
  );
});

test("links do not double the slash at the end of the configured URL", async () => {
  await using sandbox = await startSandbox({
    dataset: { metrics: 0 },
    serverUrl: "https://acc.example.org/",
  });
  const headers = { authorization: `Bearer ${sandbox.token("pv")}` };
  const answer = await fetch(`${sandbox.endpoint}/installations/all?size=1`, { headers });
  expect(await answer.text()).toContain(
    '"https://acc.example.org/accounting-system/installations/all?page=1&size=1"',
  );
});
