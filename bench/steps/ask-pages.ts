import { Agent, request } from "node:http";
import { parentPort, workerData } from "node:worker_threads";

/** What a worker is told to ask for. */
export interface PagesWanted {
  readonly endpoint: string;
  readonly token: string;
  /** How many pages. */
  readonly pages: number;
  /** The `first` page again and again, the `last` that is full, or one after the other. */
  readonly which: string;
  /** Of the first `project`, or of the `installations` in turn, each walked from its first page to its last. */
  readonly whose: string;
  /** How many connections ask at once, each for one page after the other. */
  readonly connections: number;
}

/**
 * Asks for pages of 100 metrics and reads them to the end: once so that both sides have compiled what they need, then
 * again whenever it is told to.
 */
const { endpoint, token, pages, which, whose, connections } = workerData as PagesWanted;
const agent = new Agent({ keepAlive: true, maxSockets: connections });
const headers = { authorization: `Bearer ${token}` };

function get(path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const call = request(endpoint + path, { agent, headers }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("end", () => resolve(Buffer.concat(chunks).toString()));
      answer.on("error", reject);
    });
    call.on("error", reject);
    call.end();
  });
}

interface PageHead {
  readonly content: readonly { readonly id: string }[];
  readonly total_pages: number;
}

async function head(path: string): Promise<PageHead> {
  return JSON.parse(await get(path)) as PageHead;
}

const scopes =
  whose === "project"
    ? (await head("/admin/projects")).content.slice(0, 1).map(({ id }) => `/projects/${id}`)
    : (await head("/installations/all?size=100")).content.map(({ id }) => `/installations/${id}`);
const lists: { readonly path: string; readonly last: number }[] = [];
for (const scope of scopes) {
  const path = `${scope}/metrics?size=100`;
  lists.push({ path, last: (await head(path)).total_pages });
}
/** Every page of every list once; the last of each may not be full. */
const walk = lists.flatMap(
  ({ path, last }) =>
    ({ first: [1], last: [Math.max(1, last - 1)] })[which]?.map((page) => `${path}&page=${page}`) ??
    Array.from({ length: last }, (_, at) => `${path}&page=${at + 1}`),
);

async function ask(): Promise<void> {
  let next = 0;
  const work = async () => {
    for (let number = next++; number < pages; number = next++) {
      await get(walk[number % walk.length] ?? "");
    }
  };
  await Promise.all(Array.from({ length: connections }, work));
  parentPort?.postMessage("done", []);
}

parentPort?.on("message", () => void ask());
await ask();
