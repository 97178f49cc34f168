import { matches } from "./search-semantics.ts";
import { pathOf, type StoredMetric, toItem } from "./metric-population.ts";

/** A service in memory that searches a population of metrics, to be used as a client's `fetch`. */
export interface MetricService {
  readonly fetch: typeof globalThis.fetch;
  /** What is stored; may be changed at any time. */
  metrics: readonly StoredMetric[];
  /** Searches answered so far. */
  readonly searches: number;
  /** Metrics they carried. */
  readonly rows: number;
  /** Requests being answered now, and the most there ever were. */
  readonly inFlight: number;
  readonly mostInFlight: number;
}

/** Options of {@link metricService}. */
export interface MetricServiceOptions {
  /** The installations that `/installations/all` lists. Default: those of the metrics. */
  readonly paths?: readonly string[];
  /** Called before a search is answered; what it returns is answered instead. */
  readonly intercept?: (search: number, service: MetricService) => Response | undefined | Promise<Response>;
}

/** Serves `POST /metrics/search` and `GET /installations/all` in the order the metrics are stored. */
export function metricService(
  metrics: readonly StoredMetric[],
  options: MetricServiceOptions = {},
): MetricService {
  let searches = 0;
  let rows = 0;
  let inFlight = 0;
  let mostInFlight = 0;
  const service = {
    metrics,
    get searches() {
      return searches;
    },
    get rows() {
      return rows;
    },
    get inFlight() {
      return inFlight;
    },
    get mostInFlight() {
      return mostInFlight;
    },
    async fetch(input: string | URL | Request, init?: RequestInit): Promise<Response> {
      inFlight += 1;
      mostInFlight = Math.max(mostInFlight, inFlight);
      try {
        await new Promise((resolve) => setImmediate(resolve));
        init?.signal?.throwIfAborted();
        const url = new URL(String(input));
        const [page, size] = [Number(url.searchParams.get("page")), Number(url.searchParams.get("size"))];
        if (url.pathname.endsWith("/installations/all")) {
          const paths = options.paths ?? [...new Set(service.metrics.map(pathOf))];
          return answer(paths.map(toInstallation), page, size);
        }
        searches += 1;
        const instead = await options.intercept?.(searches, service);
        if (instead !== undefined) return instead;
        const query: unknown = JSON.parse(String(init?.body));
        const found = service.metrics.filter((metric) => matches(query, metric));
        const printed = found.slice(size * (page - 1), size * page);
        if (size > 1000 || printed.some(({ poisoned }) => poisoned === true)) {
          return Response.json({ code: 500, message: "it cannot be printed" }, { status: 500 });
        }
        rows += printed.length;
        return answer(found.map(toItem), page, size);
      } finally {
        inFlight -= 1;
      }
    },
  };
  return service;
}

/** One page as the service prints it. */
export function answer(items: readonly unknown[], page: number, size: number): Response {
  const content = items.slice(size * (page - 1), size * page);
  return Response.json({
    size_of_page: content.length,
    number_of_page: page,
    total_elements: items.length,
    total_pages: Math.max(1, Math.ceil(items.length / size)),
    content,
    links: [],
  });
}

function toInstallation(path: string): Record<string, unknown> {
  const [project = "", organisation = "", ...rest] = path.split(".");
  return { id: rest.join("."), project, organisation, infrastructure: null, installation: `name of ${path}` };
}
