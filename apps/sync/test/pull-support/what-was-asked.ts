import type { Sandbox } from "@argo-acc/sandbox";

/** The requests of a pull, by what they are for. */
export interface Asked {
  /** Of installations, projects or the system, by search or by a list. */
  readonly counts: number;
  readonly reports: number;
  /** Pages of search with rows. */
  readonly windows: number;
  /** Pages of the plain lists of metrics with rows. */
  readonly pages: number;
  readonly all: number;
}

/** What the service was asked since its log was cleared. */
export function whatWasAsked(sandbox: Sandbox): Asked {
  const asked = { counts: 0, reports: 0, windows: 0, pages: 0, all: 0 };
  for (const { path, query } of sandbox.requests.list()) {
    asked.all += 1;
    if (path.endsWith("/report")) asked.reports += 1;
    else if (/\/metrics(\/search)?$/.test(path)) {
      const isCount = query.includes("page=2147483647");
      asked[isCount ? "counts" : path.endsWith("/search") ? "windows" : "pages"] += 1;
    }
  }
  return asked;
}
