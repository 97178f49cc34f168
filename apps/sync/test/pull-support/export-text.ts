import type { Mirror, MirrorView } from "@argo-acc/store/mirror";

import { exportRows } from "../../src/export/export-rows.ts";

const ENTITIES: readonly MirrorView[] = [
  "projects",
  "providers",
  "installations",
  "metric_definitions",
  "capacities",
  "metrics",
  "usage_by_month",
];

/** Everything a mirror exports, in one text. */
export async function exportText(mirror: Mirror): Promise<string> {
  let text = "";
  for (const entity of ENTITIES) {
    await exportRows(mirror, { entity, format: "csv" }, async (chunk) => void (text += chunk));
  }
  return text;
}
