import {
  allOf,
  anyOf,
  instantIs,
  isAbsent,
  isSearchableText,
  type SearchQuery,
  textIs,
} from "@argo-acc/client";
import { parseInstant } from "@argo-acc/core";
import type { Entry } from "@argo-acc/store/outbox";

/**
 * A search for everything that reports the same periods as these entries: their installations, definitions, and
 * periods by the second, which is the finest that search compares.
 *
 * @param precise ask for the entries' groups and users alone: for periods with very many metrics
 */
export function lookQuery(entries: readonly Entry[], precise: boolean): SearchQuery {
  const installations = Map.groupBy(entries, ({ installation_id }) => installation_id);
  return anyOf(
    ...[...installations].map(([id, ofInstallation]) => {
      const definitions = Map.groupBy(ofInstallation, (entry) => entry.metric_definition_id);
      return allOf(
        textIs("installation_id", id),
        anyOf(
          ...[...definitions].map(([definition, ofDefinition]) =>
            allOf(textIs("metric_definition_id", definition), anyPeriod(ofDefinition, precise)),
          ),
        ),
      );
    }),
  );
}

function anyPeriod(entries: readonly Entry[], precise: boolean): SearchQuery {
  const parts = new Map<string, SearchQuery>();
  for (const entry of entries) {
    const part = allOf(
      ...secondOf("time_period_start", entry.time_period_start),
      ...secondOf("time_period_end", entry.time_period_end),
      ...(precise ? [...textOf("group_id", entry.group_id), ...textOf("user_id", entry.user_id)] : []),
    );
    parts.set(JSON.stringify(part), part);
  }
  return anyOf(...parts.values());
}

function secondOf(field: "time_period_start" | "time_period_end", instant: string): SearchQuery[] {
  const ms = parseInstant(instant)?.epochMs ?? 0;
  const second = Math.floor(ms / 1000) * 1000;
  return [instantIs(field, "gte", second), instantIs(field, "lt", second + 1000)];
}

function textOf(field: "group_id" | "user_id", text: string | null): SearchQuery[] {
  if (text === null) return [isAbsent(field)];
  return isSearchableText(text) ? [textIs(field, text)] : [];
}
