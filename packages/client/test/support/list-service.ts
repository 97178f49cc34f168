import { answer } from "./metric-service.ts";
import { type StoredMetric, toItem } from "./metric-population.ts";

/** A service in memory that lists a population of metrics, to be used as a client's `fetch`. It searches nothing. */
export interface ListService {
  readonly fetch: typeof globalThis.fetch;
  /** What is stored, in the order it is listed; may be changed at any time. */
  metrics: readonly StoredMetric[];
  /** Requests so far, as path and query below the endpoint. */
  readonly requests: readonly string[];
  /** Requests being answered now, and the most there ever were. */
  readonly inFlight: number;
  readonly mostInFlight: number;
}

/** Options of {@link listService}. */
export interface ListServiceOptions {
  /** The paths of the installations that `/installations/all` lists. Default: those of the metrics. */
  readonly paths?: readonly string[];
  /** Called before a request is answered; what it returns is answered instead. */
  readonly intercept?: (request: string, service: ListService) => Response | undefined;
}

const BASE = "/accounting-system";

/** Serves the plain lists of projects, providers and installations, as the service does. */
export function listService(metrics: readonly StoredMetric[], options: ListServiceOptions = {}): ListService {
  const requests: string[] = [];
  let inFlight = 0;
  let mostInFlight = 0;
  const service = {
    metrics,
    requests,
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
        const request = url.pathname.slice(BASE.length);
        requests.push(request + url.search);
        return (
          options.intercept?.(request + url.search, service) ?? list(service.metrics, url, options.paths)
        );
      } finally {
        inFlight -= 1;
      }
    },
  };
  return service;
}

/** What the service says where it knows nothing, or not enough. */
export function failure(code: number): Response {
  return Response.json({ code, message: "no" }, { status: code });
}

function list(metrics: readonly StoredMetric[], url: URL, paths: readonly string[] | undefined): Response {
  const [page, size] = [Number(url.searchParams.get("page")), Number(url.searchParams.get("size"))];
  const route = url.pathname.slice(BASE.length);
  if (route === "/installations/all") return answer(installations(metrics, paths), page, size);
  if (route === "/admin/projects") return answer(projects(metrics), page, size);
  if (route === "/admin/metrics") {
    return Response.json({ metric_definition_count: 1, metric_count: metrics.length, actor_count: 1 });
  }
  const steps = route.split("/").slice(1).map(decodeURIComponent);
  const rows = metrics.filter((metric) => isListed(metric, steps));
  if (steps.at(-1) === "metric-definitions") return answer(definitions(rows), page, size);
  if (steps.at(-1) !== "metrics") return failure(404);
  const definition = url.searchParams.get("metric-definition-id");
  if (definition !== null && !definitions(metrics).some((own) => own.metric_definition_id === definition)) {
    return failure(404);
  }
  const wanted = rows.filter((row) => definition === null || row.metric_definition_id === definition);
  const printed = wanted.slice(size * (page - 1), size * page);
  const hasLinks = wanted.length > size && printed.length > 0;
  if (printed.some(({ poisoned }) => poisoned === true) || (hasLinks && route.includes("%")))
    return failure(500);
  return answer(wanted.map(toItem), page, size);
}

function isListed(metric: StoredMetric, [kind, id, , provider]: readonly string[]): boolean {
  if (kind === "installations") return metric.installation_id === id;
  const isOfProvider = provider === undefined || metric.provider === provider;
  return kind === "projects" && metric.project_id === id && isOfProvider;
}

/** One that has vanished is not listed. */
function definitions(rows: readonly StoredMetric[]): { metric_definition_id: string }[] {
  const ids = rows.filter(({ poisoned }) => poisoned !== true).map((row) => row.metric_definition_id);
  return [...new Set(ids)].map((metric_definition_id) => ({
    metric_definition_id,
    metric_name: metric_definition_id,
    metric_description: null,
    unit_type: "s",
    metric_type: "count",
    creator_id: null,
  }));
}

function installations(metrics: readonly StoredMetric[], paths: readonly string[] | undefined): unknown[] {
  const own = metrics.map((row) => `${row.project_id}.${row.provider}.${row.installation_id}`);
  return [...new Set(paths ?? own)].map((path) => {
    const [project, organisation, id] = path.split(".");
    return { id, project, organisation, infrastructure: null, installation: path };
  });
}

function projects(metrics: readonly StoredMetric[]): unknown[] {
  return [...new Set(metrics.map((row) => row.project_id))].map((id) => ({
    id,
    acronym: id,
    title: id,
    start_date: null,
    end_date: null,
    call_identifier: null,
    providers: [],
  }));
}
