/**
 * An id in the case in which the service keeps it. It takes the upper-case form of 24 hex digits for the same definition
 * where it looks it up, but for another one where it stores or compares it.
 */
export function lowerHexId<T extends string | undefined>(id: T): T | string {
  return id !== undefined && /^[0-9a-f]{24}$/i.test(id) ? id.toLowerCase() : id;
}
