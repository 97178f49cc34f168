import { expect, test } from "vitest";

import { startSandbox } from "../src/index.ts";

const FAULTS = ["503:0.3", "429:0.2:details", "truncated-json:0.3:seed=4", "wrong-totals:3+:5x"];
const CHURN = ["insert=3,delete=3,change=2,move=1,reorder=2:0.5", "delete=1:late:2+:5x"];

/** What thirty calls, one after the other, are told, and what was done meanwhile. */
async function misfortune(seed: number) {
  await using sandbox = await startSandbox({
    dataset: { metrics: 500, installations: 3, projects: 1, providers: 1 },
    seed,
    faults: FAULTS,
    churn: CHURN,
    now: () => Date.UTC(2025, 0, 1),
  });
  const [installation] = sandbox.state.installations.keys();
  const headers = { authorization: `Bearer ${sandbox.token("admin")}` };
  const bodies: string[] = [];
  for (let call = 0; call < 30; call++) {
    const page = `size=20&page=${1 + (call % 5)}`;
    const answer = await fetch(`${sandbox.endpoint}/installations/${installation}/metrics?${page}`, {
      headers,
    });
    bodies.push(await answer.text());
  }
  return {
    bodies,
    requests: sandbox.requests.list(),
    churn: sandbox.churn.log(),
    faults: sandbox.faults.list(),
  };
}

test("four faults and two plans of churn together do the same again for the same seed, and another for another", async () => {
  const first = await misfortune(5);
  expect(await misfortune(5)).toEqual(first);
  expect(first.faults.map(({ calls }) => calls)).toEqual([30, 30, 30, 30]);
  expect(first.faults.every(({ struck }) => struck > 0)).toBe(true);
  expect(first.requests.some(({ faults = [] }) => faults.length > 1)).toBe(true);
  const other = await misfortune(6);
  expect(other.churn).not.toEqual(first.churn);
  expect(other.requests).not.toEqual(first.requests);
});

test("a fault counts the calls it is about, whatever other faults make of them", async () => {
  await using sandbox = await startSandbox({
    dataset: { metrics: 10 },
    faults: ["503:2x", "hang:3+:1x", "429:4+"],
  });
  const ask = async () => {
    const headers = { authorization: `Bearer ${sandbox.token("pv")}` };
    const signal = AbortSignal.timeout(300);
    return fetch(`${sandbox.endpoint}/clients/me`, { headers, signal }).then(
      ({ status }) => status,
      () => "nothing",
    );
  };
  expect([await ask(), await ask(), await ask(), await ask()]).toEqual([503, 503, "nothing", 429]);
});
