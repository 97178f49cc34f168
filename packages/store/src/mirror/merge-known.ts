/**
 * What to keep of an item when a shape arrives that may be poorer: a field that is missing, or null where a text was
 * known, takes nothing away.
 */
export function mergeKnown<T extends object>(old: T, latest: T): T {
  const told = Object.entries(latest).filter(([field, value]) => value !== null || !(field in old));
  return { ...old, ...Object.fromEntries(told) };
}
