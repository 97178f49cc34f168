import { expect, test } from "vitest";

import { checkFault } from "../src/faults/fault-spec.ts";
import { FAULT_NAMES, startSandbox } from "../src/index.ts";
import { FAULT_SIGNS } from "./fault-signs.ts";

const SMALL = { metrics: 10, installations: 3, projects: 1, providers: 1 };

test("every fault has a sign", () => {
  expect(Object.keys(FAULT_SIGNS).toSorted()).toEqual(FAULT_NAMES.toSorted());
});

test.for(Object.entries(FAULT_SIGNS))(
  "%s shows when it is set at the start",
  async ([, { fault, see, sight }]) => {
    await using sandbox = await startSandbox({ dataset: SMALL, faults: [fault] });
    expect(await see(sandbox)).toEqual(sight);
  },
);

test.for(Object.entries(FAULT_SIGNS))(
  "%s shows when it is set as data",
  async ([, { fault, see, sight }]) => {
    await using sandbox = await startSandbox({ dataset: SMALL });
    sandbox.faults.add({ ...checkFault(fault) });
    expect(await see(sandbox)).toEqual(sight);
  },
);

test.for(Object.entries(FAULT_SIGNS))(
  "%s shows when it is set over the control endpoint, and is gone when taken away",
  async ([, { fault, see, sight }]) => {
    await using sandbox = await startSandbox({ dataset: SMALL });
    const set = () => fetch(`${sandbox.control}/faults`, { method: "POST", body: fault });
    await set();
    await fetch(`${sandbox.control}/faults`, { method: "DELETE" });
    expect(await see(sandbox)).not.toEqual(sight);
    await set();
    expect(await see(sandbox)).toEqual(sight);
  },
);

test.for(Object.entries(FAULT_SIGNS))(
  "%s leaves calls of other routes alone",
  async ([, { fault, see, sight }]) => {
    await using sandbox = await startSandbox({ dataset: SMALL, faults: [`${fault}@/nowhere`] });
    expect(await see(sandbox)).not.toEqual(sight);
    expect(sandbox.faults.list()).toMatchObject([{ struck: 0 }]);
  },
);

test.for(Object.entries(FAULT_SIGNS))(
  "%s with probability 0 never strikes",
  async ([, { fault, see, sight }]) => {
    await using sandbox = await startSandbox({ dataset: SMALL, faults: [`${fault}:0`] });
    expect(await see(sandbox)).not.toEqual(sight);
  },
);
