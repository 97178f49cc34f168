import { hash } from "node:crypto";

import type { Fact } from "./new-entry.ts";

/**
 * 16 bytes that stand for everything of a fact but its value. Facts with one fingerprint report the same thing: with
 * one value they are the same fact, with different values they contradict each other.
 */
export function fingerprint(fact: Omit<Fact, "value">): Buffer {
  const text = JSON.stringify([
    fact.installation_id,
    fact.metric_definition_id,
    fact.time_period_start,
    fact.time_period_end,
    fact.group_id,
    fact.user_id,
  ]);
  return hash("sha256", text, "buffer").subarray(0, 16);
}
