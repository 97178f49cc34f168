import type { Mirror } from "./mirror.ts";
import type { MetricPath } from "./suspects.ts";

/** The metrics of one definition in one installation. */
export interface MetricPair extends MetricPath {
  readonly metric_definition_id: string;
}

/** A half-open span of period starts: milliseconds since the epoch; `null` = open. */
export interface StartSpan {
  readonly startFrom: number | null;
  readonly startUntil: number | null;
}

type PairParameters = MetricPair & StartSpan;

const ROWS = `FROM metric m
  WHERE m.path = (SELECT key FROM metric_path WHERE project_id = @project_id AND provider_id = @provider_id
      AND installation_id = @installation_id)
    AND (@startFrom IS NULL OR m.start_ms >= @startFrom) AND (@startUntil IS NULL OR m.start_ms < @startUntil)
    AND m.gone_run IS NULL
    AND m.context IN (SELECT key FROM metric_context WHERE metric_definition_id = @metric_definition_id)`;

const EVERY_START: StartSpan = { startFrom: null, startUntil: null };

/** How many metrics of a pair the mirror shows in a span. */
export function countPairRows(mirror: Mirror, pair: MetricPair, span: StartSpan = EVERY_START): number {
  const counted = mirror.database.prepare<[PairParameters], number>(`SELECT count(*) ${ROWS}`).pluck();
  return counted.get({ ...pair, ...span }) ?? 0;
}

/** The start in the middle of those in a span, by their number; `undefined` if there is none. */
export function middleStart(mirror: Mirror, pair: MetricPair, span: StartSpan): number | undefined {
  const offset = Math.floor(countPairRows(mirror, pair, span) / 2);
  return mirror.database
    .prepare<[PairParameters & { readonly offset: number }], number>(
      `SELECT m.start_ms ${ROWS} ORDER BY m.start_ms LIMIT 1 OFFSET @offset`,
    )
    .pluck()
    .get({ ...pair, ...span, offset });
}

/** The first start in a span of a metric whose period goes across an instant; `undefined` if none does. */
export function firstAcross(
  mirror: Mirror,
  pair: MetricPair,
  span: StartSpan & { readonly instant: number },
): number | undefined {
  return (
    mirror.database
      .prepare<[PairParameters & { readonly instant: number }], number | null>(
        `SELECT min(m.start_ms) ${ROWS} AND m.start_ms < @instant AND m.end_ms > @instant`,
      )
      .pluck()
      .get({ ...pair, ...span }) ?? undefined
  );
}
