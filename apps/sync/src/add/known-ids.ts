import type { NewEntry } from "@argo-acc/store/outbox";

import type { BadLines } from "./bad-lines.ts";

/**
 * Tells whether ids exist: from a mirror, or by asking the service. `undefined`: it cannot tell.
 */
export interface KnownIds {
  hasInstallation(id: string): boolean | undefined | Promise<boolean | undefined>;
  hasMetricDefinition(id: string): boolean | undefined | Promise<boolean | undefined>;
}

/**
 * Makes lines with unknown ids bad lines. Each id is asked for once.
 *
 * @returns a note for people about the ids nobody could tell about; none if there are none
 */
export async function checkKnownIds(
  entries: readonly NewEntry[],
  known: KnownIds,
  bad: BadLines,
): Promise<string[]> {
  const installations = await ask(
    entries,
    (entry) => entry.installation_id,
    (id) => known.hasInstallation(id),
  );
  const definitions = await ask(
    entries,
    (entry) => entry.metric_definition_id,
    (id) => known.hasMetricDefinition(id),
  );
  for (const { installation_id, metric_definition_id, line = 0 } of entries) {
    if (installations.get(installation_id) === false) {
      bad.add(line, `installation_id ${installation_id}: there is no such installation`);
    } else if (definitions.get(metric_definition_id) === false) {
      bad.add(line, `metric_definition_id ${metric_definition_id}: there is no such metric definition`);
    }
  }
  return [...note("installation", installations), ...note("metric definition", definitions)];
}

async function ask(
  entries: readonly NewEntry[],
  idOf: (entry: NewEntry) => string,
  isKnown: (id: string) => boolean | undefined | Promise<boolean | undefined>,
): Promise<Map<string, boolean | undefined>> {
  const answers = new Map<string, boolean | undefined>();
  for (const id of new Set(entries.map((entry) => idOf(entry)))) answers.set(id, await isKnown(id));
  return answers;
}

function note(what: string, answers: ReadonlyMap<string, boolean | undefined>): string[] {
  const untold = [...answers].filter(([, answer]) => answer === undefined).map(([id]) => id);
  const [first] = untold;
  if (first === undefined) return [];
  const others = untold.length === 1 ? "" : ` and ${untold.length - 1} more`;
  return [`could not check that ${what} ${first}${others} exists: the service will tell when it is sent`];
}
