import { type IdMap, isId } from "./id-map.ts";

/** Times of registration, which differ from run to run. */
const CLOCKS = new Set(["registered_on", "assigned_at"]);

/**
 * Why a served value does not agree with a recorded one; `undefined` if it does. Ids are mapped as they appear, lists
 * are compared as sets, `<text>` agrees with any text and `<html>` with any page.
 */
export function disagreement(recorded: unknown, served: unknown, ids: IdMap, path = ""): string | undefined {
  if (recorded === "<text>")
    return typeof served === "string" && served !== "" ? undefined : `${path}: no text`;
  if (recorded === "<html>") return String(served).startsWith("<") ? undefined : `${path}: no page`;
  if (Array.isArray(recorded) && Array.isArray(served)) return ofLists(recorded, served, ids, path);
  if (isObject(recorded) && isObject(served)) return ofObjects(recorded, served, ids, path);
  if (typeof recorded === "string" && typeof served === "string") return ofTexts(recorded, served, ids, path);
  if (typeof recorded === "number" && typeof served === "number") {
    const near = Math.abs(recorded - served) <= 1e-12 * Math.abs(recorded);
    return near || recorded === served ? undefined : `${path}: ${recorded} ≠ ${served}`;
  }
  return recorded === served ? undefined : `${path}: ${JSON.stringify(recorded)} ≠ ${JSON.stringify(served)}`;
}

function ofTexts(recorded: string, served: string, ids: IdMap, path: string): string | undefined {
  const agree =
    isId(recorded) && isId(served)
      ? ids.link(recorded, served)
      : ids.recordedForm(recorded) === ids.servedForm(served);
  return agree ? undefined : `${path}: ${recorded} ≠ ${served}`;
}

function ofObjects(
  recorded: Readonly<Record<string, unknown>>,
  served: Readonly<Record<string, unknown>>,
  ids: IdMap,
  path: string,
): string | undefined {
  const keys = Object.keys(recorded).toSorted().join();
  if (keys !== Object.keys(served).toSorted().join())
    return `${path}: keys ${keys} ≠ ${Object.keys(served).join()}`;
  for (const [name, value] of Object.entries(recorded)) {
    if (CLOCKS.has(name) && isClock(value) && isClock(served[name])) continue;
    const why = disagreement(value, served[name], ids, `${path}.${name}`);
    if (why !== undefined) return why;
  }
  return undefined;
}

function ofLists(recorded: readonly unknown[], served: readonly unknown[], ids: IdMap, path: string) {
  if (recorded.length !== served.length) return `${path}: ${recorded.length} items ≠ ${served.length}`;
  const left = [...served];
  for (const item of recorded) {
    const at = left.findIndex((candidate) => {
      const known = ids.size;
      const agrees = disagreement(item, candidate, ids) === undefined;
      if (!agrees) ids.forget(known);
      return agrees;
    });
    if (at === -1) return `${path}[]: nothing agrees with ${JSON.stringify(item).slice(0, 200)}`;
    left.splice(at, 1);
  }
  return undefined;
}

/** A time of the clock; midnights were sent as days and come back as they are. */
function isClock(value: unknown): boolean {
  return typeof value === "string" && !value.endsWith("T00:00:00Z");
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
