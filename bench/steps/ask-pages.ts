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
}

/**
 * Asks for pages of 100 metrics of the first project, sixteen in flight, and reads them to the end: once so that both
 * sides have compiled what they need, then again whenever it is told to.
 */
const IN_FLIGHT = 16;
const { endpoint, token, pages, which } = workerData as PagesWanted;
const agent = new Agent({ keepAlive: true, maxSockets: IN_FLIGHT });
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

const projects = JSON.parse(await get("/admin/projects")) as { content: { id: string }[] };
const list = `/projects/${projects.content[0]?.id}/metrics?size=100`;
const { total_pages: last } = JSON.parse(await get(list)) as { total_pages: number };

async function ask(): Promise<void> {
  let next = 0;
  const work = async () => {
    for (let number = next++; number < pages; number = next++) {
      const page = { first: 1, last: last - 1 }[which] ?? (number % last) + 1;
      await get(`${list}&page=${page}`);
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, work));
  parentPort?.postMessage("done", []);
}

parentPort?.on("message", () => void ask());
await ask();
