import type { Route } from "./route.ts";

/** A path that was found: the operations it has, by method, and the parts of the path that vary. */
export interface Match {
  readonly methods: ReadonlyMap<string, Route>;
  readonly params: ReadonlyMap<string, string>;
}

interface Template {
  readonly segments: readonly string[];
  readonly methods: Map<string, Route>;
}

/** Finds operations by path; a fixed segment wins over one that varies. */
export class Router {
  readonly #byLength = new Map<number, Template[]>();
  readonly #routes: readonly Route[];

  constructor(routes: readonly Route[]) {
    this.#routes = routes;
    for (const route of routes) {
      const segments = route.path.split("/").slice(1);
      const templates = this.#byLength.get(segments.length) ?? [];
      this.#byLength.set(segments.length, templates);
      const known = templates.find((template) => template.segments.join("/") === segments.join("/"));
      if (known === undefined) templates.push({ segments, methods: new Map([[route.method, route]]) });
      else known.methods.set(route.method, route);
    }
    for (const templates of this.#byLength.values())
      templates.sort((a, b) => Number(rank(a) > rank(b)) - Number(rank(a) < rank(b)));
  }

  /** @param segments the path below the base path, decoded */
  match(segments: readonly string[]): Match | undefined {
    for (const template of this.#byLength.get(segments.length) ?? []) {
      const params = paramsOf(template, segments);
      if (params !== undefined) return { methods: template.methods, params };
    }
    return undefined;
  }

  /** The methods that OPTIONS promises: those of everything under the same first segment, as the service does. */
  promised(segments: readonly string[]): string {
    if (this.match(segments) === undefined) return "HEAD, POST, OPTIONS";
    const methods = this.#routes
      .filter((route) => route.path.split("/")[1] === segments[0])
      .map((route) => route.method);
    return [...new Set(["HEAD", ...methods, "OPTIONS"])].join(", ");
  }
}

function rank(template: Template): string {
  return template.segments.map((segment) => (segment.startsWith("{") ? "1" : "0")).join("");
}

function paramsOf(template: Template, segments: readonly string[]): Map<string, string> | undefined {
  const params = new Map<string, string>();
  for (const [at, wanted] of template.segments.entries()) {
    const given = segments[at] ?? "";
    if (wanted.startsWith("{")) params.set(wanted.slice(1, -1), given);
    else if (wanted !== given) return undefined;
  }
  return params;
}
