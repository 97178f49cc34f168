/**
 * Packs neighbouring installations into windows.
 *
 * @param paths rising
 * @param weigh how many rows an installation is thought to have
 * @param target how many rows a window should have at most
 * @returns the first path of every window but the first
 */
export function planPathCuts(
  paths: readonly string[],
  weigh: (path: string) => number,
  target: number,
): string[] {
  const cuts: string[] = [];
  let rows = 0;
  for (const [index, path] of paths.entries()) {
    const weight = weigh(path);
    if (index > 0 && rows + weight > target) {
      cuts.push(path);
      rows = 0;
    }
    rows += weight;
  }
  return cuts;
}
