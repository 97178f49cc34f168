import { expect, test } from "vitest";

import { startSandbox } from "../src/index.ts";
import { ask } from "./ask.ts";
import { recordedDataset } from "./recorded-dataset.ts";
import { readRecording } from "./recordings.ts";

/** Recorded lists and things that nothing changed later, asked as the callers of then asked. */
const KEPT: readonly (readonly [
  scenario: "01" | "03" | "05",
  file: string,
  isKept: RegExp,
  atLeast: number,
])[] = [
  [
    "01",
    "01_discovery_by_role.json",
    /^\/(projects|installations|providers|metric-definitions|resources|clients\/me)/,
    90,
  ],
  [
    "03",
    "03_pagination_and_filters.json",
    /^(?!.+\/metric-definitions$)\/(projects|installations|providers|metric-definitions|clients\/me)/,
    80,
  ],
  [
    "05",
    "05_reports_and_capacities.json",
    /\/(metrics|capacities)$|^\/installations\/[0-9a-f]{24}$|^\/projects\/prj-2$/,
    4,
  ],
];

test.for(KEPT)(
  "answers the recorded items of scenario %s field for field",
  async ([scenario, file, isKept, atLeast]) => {
    await using sandbox = await startSandbox({ dataset: recordedDataset(scenario) });
    let compared = 0;
    for (const { as, request, response, store_dependent } of readRecording(file)) {
      const path = request.path.replace("/accounting-system", "");
      if (request.method !== "GET" || response.status !== 200 || !isKept.test(path)) continue;
      if (store_dependent === true || sandbox.tokens[as] === undefined) continue;
      const search = new URLSearchParams(
        Object.fromEntries(Object.entries(request.query ?? {}).map(([name, value]) => [name, String(value)])),
      );
      const { status, body } = await ask(sandbox, `GET ${path}?${search}`, { as });
      expect({ status, body }).toEqual({ status: 200, body: response.body });
      compared++;
    }
    expect(compared).toBeGreaterThanOrEqual(atLeast);
  },
);
