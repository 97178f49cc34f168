import type { InProcess } from "./in-process.ts";
import { type Claim, day, instant, INSTALLATIONS, type Known, PROJECT } from "./operations.ts";

const WINDOW = "start=2024-01-01&end=2024-04-01";

function idsOf(items: readonly { readonly [field: string]: unknown }[]): string[] {
  return items.map(({ id }) => String(id));
}

function matching(known: Map<string, Known>, passes: (metric: Known) => boolean): string[] {
  return [...known]
    .filter(([, one]) => passes(one))
    .map(([id]) => id)
    .toSorted();
}

/** Every page of a list. */
function walk(service: InProcess, path: string) {
  const items: { readonly [field: string]: unknown }[] = [];
  for (let page = 1; ; page++) {
    const { body } = service.send(`GET ${path}?size=7&page=${page}`);
    items.push(...body.content);
    if (page >= Number(body["total_pages"])) return { items, total: body["total_elements"] };
  }
}

/** Lists have what was accepted, each metric once. */
export function claimsOfLists(service: InProcess, known: Map<string, Known>): Claim[] {
  const lists = INSTALLATIONS.flatMap((id): Claim[] => {
    const { items, total } = walk(service, `/installations/${id}/metrics`);
    return [
      ["ids", idsOf(items).toSorted(), matching(known, (one) => one.installation === id)],
      ["total", total, items.length],
    ];
  });
  const project = walk(service, `/projects/${PROJECT}/metrics`).items;
  const items = project.map((item): Claim => {
    const one = known.get(String(item["id"]));
    return [
      "item",
      [item["value"], item["time_period_start"], item["group_id"]],
      [one?.value, instant(one?.start ?? 0), one?.group],
    ];
  });
  return [
    ...lists,
    ...items,
    ["project", project.length, known.size],
    ["stored", service.world.metrics.size, known.size],
  ];
}

/** Counts with a start alone cut the time without gaps. */
export function claimsOfCounts(service: InProcess, known: Map<string, Known>): Claim[] {
  const total = (from: number) => {
    const path = `/projects/${PROJECT}/metrics?size=1&start=${instant(day(from)).slice(0, 10)}`;
    return Number(service.send(`GET ${path}`).body["total_elements"]);
  };
  const windows = [
    [0, 30],
    [30, 31],
    [31, 200],
  ] as const;
  return windows.map(([from, until]) => [
    `starts in ${from} to ${until}`,
    total(from) - total(until),
    matching(known, (one) => one.start >= day(from) && one.start < day(until)).length,
  ]);
}

type Period = { readonly from: string; readonly to: string; readonly total_value: number };
type Usage = { readonly metric_definition_id: string; readonly periods: readonly Period[] };
type Site = { readonly installation_id: string; readonly data: readonly Usage[] };
type Total = { readonly metric_definition_id: string; readonly total_value: number };

/** A report's totals are the sums of the metrics that lie within its periods; its aggregates the sums of its totals. */
export function claimsOfReports(service: InProcess, known: Map<string, Known>): Claim[] {
  const { body } = service.send(`GET /projects/${PROJECT}/report?${WINDOW}`);
  const sites = (body["data"] as readonly { readonly data: readonly Site[] }[]).flatMap(({ data }) => data);
  const claims: Claim[] = [
    ["sites", sites.map((site) => site.installation_id).toSorted(), INSTALLATIONS.toSorted()],
  ];
  const sums = new Map<string, number>();
  for (const site of sites) {
    const own = [...known.values()].filter((one) => one.installation === site.installation_id);
    const used = [...new Set(own.map((one) => one.definition))].toSorted();
    claims.push(["used", site.data.map((usage) => usage.metric_definition_id).toSorted(), used]);
    for (const { metric_definition_id: id, periods } of site.data) {
      for (const { from, to, total_value: total } of periods) {
        const inside = own.filter(
          (one) => one.definition === id && one.start >= Date.parse(from) && one.end <= Date.parse(to),
        );
        claims.push([`${from} to ${to}`, total, inside.reduce((sum, one) => sum + one.value, 0)]);
        sums.set(id, (sums.get(id) ?? 0) + total);
      }
    }
  }
  const aggregates = (body["aggregated_metrics"] as readonly Total[]).map(
    (total) => [total.metric_definition_id, total.total_value] as const,
  );
  return [...claims, ["aggregates", new Map(aggregates), sums]];
}

function query(field: string, operand: string, values: unknown) {
  return { type: "query", field, operand, values };
}

function filter(operator: string, ...criteria: readonly unknown[]) {
  return { type: "filter", operator, criteria };
}

/** A search that an index answers finds, in the same order, what one finds that must look at every row. */
export function claimsOfSearch(service: InProcess, known: Map<string, Known>): Claim[] {
  const found = (body: unknown) =>
    idsOf(service.send("POST /metrics/search?size=1000", { body }).body.content);
  return INSTALLATIONS.flatMap((id): Claim[] => {
    const wanted = filter(
      "and",
      query("installation_id", "eq", id),
      query("time_period_start", "gte", instant(day(10))),
      query("time_period_start", "lt", instant(day(60))),
    );
    const quick = found(wanted);
    const passes = (one: Known) => one.installation === id && one.start >= day(10) && one.start < day(60);
    return [
      ["slow search", found(filter("or", wanted, query("value", "gt", 1e12))), quick],
      ["search", quick.toSorted(), matching(known, passes)],
    ];
  });
}

/** Each installation's list of definitions has those of its metrics; each metric alone is as it was accepted. */
export function claimsOfDefinitions(service: InProcess, known: Map<string, Known>): Claim[] {
  const used = INSTALLATIONS.map((id): Claim => {
    const own = [...known.values()].filter((one) => one.installation === id);
    const { content } = service.send(`GET /installations/${id}/metric-definitions`).body;
    const told = content.map((definition) => String(definition["metric_definition_id"])).toSorted();
    return ["definitions", told, [...new Set(own.map((one) => one.definition))].toSorted()];
  });
  const alone = [...known].map(([id, one]): Claim => {
    const { body } = service.send(`GET /installations/${one.installation}/metrics/${id}`);
    const { metric_definition_id, time_period_end, value, group_id } = body;
    return [
      "alone",
      [metric_definition_id, time_period_end, value, group_id],
      [one.definition, instant(one.end), one.value, one.group],
    ];
  });
  return [...used, ...alone];
}
