import type { Grant } from "@argo-acc/core";
import { ALL_TIME, readUsage } from "@argo-acc/store/mirror";
import { expect, test } from "vitest";

import { pull } from "../src/pull/pull.ts";
import { askUsage, compareUsage } from "../src/usage/index.ts";
import { pullWorld, rowsOf } from "./pull-support/pull-world.ts";

const WINDOWS = [
  ALL_TIME,
  { start: "2023-03-01", end: "2024-08-17" },
  { start: "2024-02-29", end: "2024-02-29" },
];

test("a mirror comes to what the reports of service 1.7.0 say, and to nothing else once a value differs", async () => {
  await using world = await pullWorld({ service: "1.7.0" });
  const acc = world.as("admin");
  await pull(acc, world.mirror);
  const [row] = rowsOf(
    world.mirror,
    `SELECT id, project_id, provider, installation_id FROM metrics
     WHERE value > 0 AND time_period_start > '2024-04' AND time_period_end < '2024-06' LIMIT 1`,
  );
  const [id = "", project_id = "", provider_id = "", installation_id = ""] = Object.values(row ?? {}).map(
    String,
  );
  const grants: readonly Exclude<Grant, { readonly kind: "system" }>[] = [
    { kind: "project", project_id },
    { kind: "provider", project_id, provider_id },
    { kind: "installation", project_id, provider_id, installation_id },
  ];
  const compareAll = () =>
    Promise.all(
      grants.flatMap((grant) =>
        WINDOWS.map(async (window) => {
          const told = await askUsage(acc, grant, window);
          expect(told.length).toBeGreaterThan(0);
          expect(told.every(({ periods }) => periods.length === 1)).toBe(true);
          return compareUsage(readUsage(world.mirror, grant, window), told).length;
        }),
      ),
    );
  expect(await compareAll()).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0]);
  world.sandbox.metrics.change(id, { value: -1 });
  expect(await compareAll()).toEqual([1, 1, 0, 1, 1, 0, 1, 1, 0]);
});
