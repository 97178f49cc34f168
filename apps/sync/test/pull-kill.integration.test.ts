import { expect, it } from "vitest";

import { killPulls } from "./pull-support/kill-pulls.ts";

it(
  "a pull that is killed leaves right rows wherever that happens, and the next ones end where an undisturbed one does",
  { timeout: 600_000 },
  async () => {
    const report = await killPulls({ rounds: 200, seed: 1 });
    expect(report.kills).toBe(200);
    // Otherwise too little was tried.
    expect(report.inTransactions).toBeGreaterThan(30);
    expect(report.atRequests).toBeGreaterThan(30);
    expect(report.fromOutside).toBeGreaterThan(30);
    expect(report.finished).toBeGreaterThan(15);
    expect(report.pastStates).toBeGreaterThan(10);
    expect(report.keptGrants).toBeGreaterThan(10);
  },
);
