/** A time as the service prints registrations and assignments: ISO 8601 without a zone. */
export function timeWithoutZone(ms: number): string {
  return new Date(ms).toISOString().replace("Z", "");
}
