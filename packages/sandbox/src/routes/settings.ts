import { parseDay } from "@argo-acc/core";

import { systemAdmin } from "../access/rules.ts";
import { info, json, stringify } from "../service/answer.ts";
import { type Call, requiredText } from "../service/call.ts";
import { pageOf } from "../service/page.ts";
import { badRequest, notFound } from "../service/refusal.ts";
import type { Route } from "../service/route.ts";
import { creationOf } from "../state/id-source.ts";

const KEY = "ENTITLEMENTS_MANAGEMENT";
const VALUES = ["oidc", "database"];

/** What system admins see and set of the service itself: version, counts, settings. */
export const settingsRoutes: readonly Route[] = [
  { method: "GET", path: "/admin/version", access: systemAdmin, handle: () => json({ version: "1.8.1" }) },
  { method: "GET", path: "/admin/metrics", access: systemAdmin, handle: (call) => json(countsBetween(call)) },
  {
    method: "GET",
    path: "/admin/settings/metadata",
    access: systemAdmin,
    paged: 100,
    handle: (call) =>
      pageOf(
        [
          {
            key: KEY,
            current_value: call.world.entitlementsManagement,
            default_value: "database",
            allowed_values: VALUES,
          },
        ],
        stringify,
        call.pageParts(),
      ),
  },
  {
    method: "PUT",
    path: "/admin/settings/{key}",
    access: systemAdmin,
    fields: { value: "text" },
    handle: (call) => {
      const value = requiredText(call.fields(), "value");
      if (call.param("key") !== KEY) throw notFound("setting", call.param("key"));
      if (!VALUES.includes(value)) throw badRequest(`${KEY} must be one of ${VALUES.join(", ")}.`);
      call.world.entitlementsManagement = value;
      return info("The setting was changed.");
    },
  },
];

/** How much was created between two days, both included. */
export function countsBetween(call: Call) {
  const from = day(call, "startDate");
  const until = day(call, "endDate") + 86_400_000;
  if (from >= until) throw badRequest("startDate cannot be after endDate.");
  const isInside = (ms: number) => ms >= from && ms < until;
  const { metrics, definitions, actors } = call.world;
  let metricCount = 0;
  for (let row = 0; row < metrics.slots; row++) {
    if (metrics.isLive(row) && isInside(metrics.created(row))) metricCount++;
  }
  const countOf = (ids: Iterable<string>) => [...ids].filter((id) => isInside(creationOf(id))).length;
  return {
    metric_definition_count: countOf(definitions.keys()),
    metric_count: metricCount,
    actor_count: countOf(actors.keys()),
  };
}

function day(call: Call, name: string): number {
  const found = parseDay(call.requiredQuery(name));
  if (found === undefined) throw badRequest(`${name} must be a date of the form yyyy-MM-dd.`);
  return found;
}
