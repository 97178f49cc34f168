import type { Sandbox } from "@argo-acc/sandbox";

/** An item of a list, as it came. */
export type Item = Readonly<Record<string, unknown>>;

/** The lists of which the mirror shows all, each by the name of its view. */
export type Lists = Readonly<Record<ListName, readonly Item[]>>;

/** A view that shows a list. */
export type ListName = (typeof LISTS)[number][0];

const LISTS = [
  ["projects", "/admin/projects"],
  ["providers", "/providers"],
  ["installations", "/installations/all"],
  ["metric_definitions", "/metric-definitions"],
  ["unit_types", "/unit-types"],
  ["metric_types", "/metric-types"],
] as const;

/** Everything that the lists of a service give the system admin, and the metrics of its projects. */
export async function servedLists(
  sandbox: Sandbox,
  fetch = globalThis.fetch,
): Promise<Lists & { readonly metrics: readonly Item[] }> {
  const read = (path: string) => readList(sandbox, path, fetch);
  const lists: [string, readonly Item[]][] = [];
  for (const [name, path] of LISTS) lists.push([name, await read(path)]);
  const metrics: Item[] = [];
  for (const id of sandbox.state.projects.keys()) {
    metrics.push(...(await read(`/projects/${encodeURIComponent(id)}/metrics`)));
  }
  return { ...(Object.fromEntries(lists) as Lists), metrics };
}

async function readList(sandbox: Sandbox, path: string, fetch: typeof globalThis.fetch): Promise<Item[]> {
  const items: Item[] = [];
  for (let page = 1, pages = 1; page <= pages; page++) {
    const answer = await fetch(`${sandbox.endpoint}${path}?page=${page}&size=100`, {
      headers: { authorization: `Bearer ${sandbox.token("admin")}` },
    });
    if (answer.status !== 200) throw new Error(`${path} page ${page}: ${answer.status}`);
    const { content, total_pages } = (await answer.json()) as {
      readonly content: readonly Item[];
      readonly total_pages: number;
    };
    items.push(...content);
    pages = total_pages;
  }
  return items;
}

/** A field of each kind of item, in front of which a newer service puts one that this version does not know. */
const FIELDS = [
  "time_period_start",
  "metric_name",
  "registered_on",
  "call_identifier",
  "external_id",
  "infrastructure",
  "website",
  "description",
];

/** A `fetch` of a newer service, whose items have fields more. The numbers stay as they were printed. */
export const fetchOfNewerService: typeof fetch = async (input, init) => {
  const answer = await fetch(input, init);
  let text = await answer.text();
  for (const field of FIELDS) {
    text = text.replaceAll(`"${field}":`, `"after_${field}":{"list":[1.5,null,"é"]},"${field}":`);
  }
  return new Response(text, { status: answer.status, headers: { "content-type": "application/json" } });
};
