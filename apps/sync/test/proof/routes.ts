import { COUNT_PAGE } from "@argo-acc/core";
import type { Sandbox } from "@argo-acc/sandbox";

import { withSmallPages } from "./small-readings.ts";

/**
 * What a call asks, without the ids in it: `GET /projects/{project}/metrics, rows`. What is only counted is another
 * route than what is read.
 */
function routeOf(sandbox: Sandbox, method: string, path: string): string {
  const url = new URL(path, "http://service");
  const { state } = sandbox;
  const names: readonly (readonly [string, { has(id: string): boolean }])[] = [
    ["{project}", state.projects],
    ["{provider}", state.providers],
    ["{installation}", state.installations],
    ["{definition}", state.definitions],
  ];
  const segments = url.pathname.split("/").map((segment) => {
    const id = decodeURIComponent(segment);
    return names.find(([, known]) => known.has(id))?.[0] ?? segment;
  });
  const page = url.searchParams.get("page");
  const part = page === null ? "" : page === String(COUNT_PAGE) ? ", counts" : ", rows";
  return `${method} ${segments.join("/")}${part}`;
}

/** A `fetch` that lets the service answer, lists of metrics on small pages, and then may put another answer in the place of its own. */
export function answering(
  sandbox: Sandbox,
  replace: (route: string, answer: Response) => Response | Promise<Response>,
): typeof fetch {
  return async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const path = url.pathname.replace("/accounting-system", "") + url.search;
    return replace(routeOf(sandbox, init?.method ?? "GET", path), await fetch(withSmallPages(input), init));
  };
}
