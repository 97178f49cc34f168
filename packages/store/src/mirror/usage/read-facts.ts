import { formatInstant, type Grant, grantIds } from "@argo-acc/core";

import { withStoreProblems } from "../../file/sqlite-problem.ts";
import { restoreId, storeId, type StoredId } from "../metric-id.ts";
import { restoreValue } from "../metric-value.ts";
import type { Mirror } from "../mirror.ts";

/** What the mirror shows of one metric, without its names. */
export interface MetricFacts {
  readonly id: string;
  readonly time_period_start: string;
  readonly time_period_end: string;
  readonly value: number;
  readonly metric_definition_id: string;
  readonly group_id: string | null;
  readonly user_id: string | null;
}

/** Which metrics of an installation to read. */
export interface FactsFilter {
  /** Default: every definition. */
  readonly metric_definition_id?: string | undefined;
  /** The first start, in milliseconds since the epoch. Default: the earliest. */
  readonly from?: number | undefined;
  /** The first start that is not wanted. Default: none. */
  readonly until?: number | undefined;
}

type Row = [
  id: StoredId,
  start: number,
  end: number,
  value: number | null,
  special: number | null,
  definition: string,
  group: string | null,
  user: string | null,
  extra: string | null,
];

const COLUMNS = `m.id, m.start_ms, m.end_ms, m.value, m.special, c.metric_definition_id, g.text, u.text, m.extra
   FROM metric_path p
   JOIN metric m ON m.path = p.key
   JOIN metric_context c ON c.key = m.context
   LEFT JOIN metric_label g ON g.key = m.group_label
   LEFT JOIN metric_label u ON u.key = m.user_label
   WHERE p.project_id = ? AND p.provider_id = ? AND p.installation_id = ? AND m.gone_run IS NULL`;

type Installation = Extract<Grant, { readonly kind: "installation" }>;

/** The metrics the mirror shows of an installation, in the order of start and id. */
export function readFacts(
  mirror: Mirror,
  installation: Installation,
  filter: FactsFilter = {},
): MetricFacts[] {
  const { metric_definition_id: definition = null } = filter;
  const { from = -Number.MAX_SAFE_INTEGER, until = Number.MAX_SAFE_INTEGER } = filter;
  return withStoreProblems(mirror.path, () =>
    mirror.database
      .prepare<unknown[], Row>(
        `SELECT ${COLUMNS} AND m.start_ms >= ? AND m.start_ms < ? AND (? IS NULL OR c.metric_definition_id = ?)
         ORDER BY m.start_ms, m.id`,
      )
      .raw()
      .all(...grantIds(installation), from, until, definition, definition)
      .map(toFacts),
  );
}

/** One metric of an installation, wherever its period starts; `undefined` if the mirror shows none with this id. */
export function findFacts(mirror: Mirror, installation: Installation, id: string): MetricFacts | undefined {
  return withStoreProblems(mirror.path, () => {
    const row = mirror.database
      .prepare<unknown[], Row>(`SELECT ${COLUMNS} AND m.id = ?`)
      .raw()
      .get(...grantIds(installation), storeId(id));
    return row === undefined ? undefined : toFacts(row);
  });
}

function toFacts([id, start, end, value, special, definition, group, user, extra]: Row): MetricFacts {
  return {
    id: restoreId(id),
    time_period_start: formatInstant(start),
    time_period_end: formatInstant(end),
    value: restoreValue(value, special),
    metric_definition_id: definition,
    group_id: group,
    user_id: user,
    ...(extra === null ? {} : rareInstants(extra)),
  };
}

/** Instants that the columns do not hold whole. */
function rareInstants(extra: string): Partial<MetricFacts> {
  const known = JSON.parse(extra) as Partial<Record<string, unknown>>;
  const { time_period_start: start, time_period_end: end } = known;
  return {
    ...(typeof start === "string" ? { time_period_start: start } : {}),
    ...(typeof end === "string" ? { time_period_end: end } : {}),
  };
}
