/** Prints what a step measured, with the most memory its process has held so far, as one line of JSON. */
export function printFacts(seconds: number, facts: Record<string, number> = {}): void {
  const peakMb = Math.round(process.resourceUsage().maxRSS / 1024);
  console.log(JSON.stringify({ seconds, peak_mb: peakMb, ...facts }));
}

/** Seconds since `began`, a reading of `performance.now()`. */
export function secondsSince(began: number): number {
  return (performance.now() - began) / 1000;
}
