import type { Grant } from "@argo-acc/core";
import type { Sandbox } from "@argo-acc/sandbox";

const PAGE_SIZE = 20;
const ATTEMPTS = 3;

/** What a walk by pages found. */
export interface OffsetWalk {
  readonly ids: ReadonlySet<string>;
  /** Whether every page counted the same, no metric came twice, and as many came as were counted. */
  readonly looksComplete: boolean;
}

/**
 * Reads a grant as a careful client would that knows nothing better: page by page, checking totals and ids, and again
 * from the beginning if they do not fit.
 */
export async function walkByOffsets(sandbox: Sandbox, role: string, grant: Grant): Promise<OffsetWalk> {
  let walk = await walkOnce(sandbox, role, grant);
  for (let attempt = 2; attempt <= ATTEMPTS && !walk.looksComplete; attempt++) {
    walk = await walkOnce(sandbox, role, grant);
  }
  return walk;
}

async function walkOnce(sandbox: Sandbox, role: string, grant: Grant): Promise<OffsetWalk> {
  const ids = new Set<string>();
  const totals = new Set<number>();
  let rows = 0;
  for (let page = 1, pages = 1; page <= pages; page++) {
    const answer = await ask(sandbox, role, grant, page);
    for (const { id } of answer.content) ids.add(id);
    rows += answer.content.length;
    totals.add(answer.total_elements);
    pages = answer.total_pages;
  }
  const [total] = totals;
  return { ids, looksComplete: totals.size === 1 && rows === total && ids.size === total };
}

interface PageOfIds {
  readonly content: readonly { readonly id: string }[];
  readonly total_elements: number;
  readonly total_pages: number;
}

async function ask(sandbox: Sandbox, role: string, grant: Grant, page: number): Promise<PageOfIds> {
  const answer = await fetch(`${sandbox.endpoint}${pathOf(grant)}?page=${page}&size=${PAGE_SIZE}`, {
    ...(grant.kind === "system" ? { method: "POST", body: EVERYTHING } : {}),
    headers: { authorization: `Bearer ${sandbox.token(role)}`, "content-type": "application/json" },
  });
  if (answer.status !== 200) throw new Error(`page ${page}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as PageOfIds;
}

const EVERYTHING = JSON.stringify({ type: "query", field: "project_id", operand: "neq", values: "" });

function pathOf(grant: Grant): string {
  switch (grant.kind) {
    case "system":
      return "/metrics/search";
    case "project":
      return `/projects/${grant.project_id}/metrics`;
    case "provider":
      return `/projects/${grant.project_id}/providers/${grant.provider_id}/metrics`;
    case "installation":
      return `/installations/${grant.installation_id}/metrics`;
  }
}
