/** Neighbouring installations that share a window. */
export interface PathPack {
  /** The first path. */
  readonly from: string;
  /** How many rows the window is thought to have. */
  readonly rows: number;
}

/**
 * Packs neighbouring installations into windows.
 *
 * @param paths rising
 * @param weigh how many rows an installation is thought to have
 * @param target how many rows a window should have at most; an installation with more stands alone
 */
export function packPaths(
  paths: readonly string[],
  weigh: (path: string) => number,
  target: number,
): PathPack[] {
  const packs: { from: string; rows: number }[] = [];
  for (const path of paths) {
    const rows = weigh(path);
    const last = packs.at(-1);
    if (last !== undefined && last.rows + rows <= target) last.rows += rows;
    else packs.push({ from: path, rows });
  }
  return packs;
}
