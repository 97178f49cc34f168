import type { DevTools } from "./dev-tools.ts";

/** A page in the browser. */
export interface Tab {
  /** Every URL the page has asked for. */
  readonly requests: readonly string[];
  /** What the browser complained about: exceptions, refused loads, warnings. */
  readonly complaints: readonly string[];
  /** The value of an expression in the page, awaited if it is a promise. */
  evaluate(expression: string): Promise<unknown>;
  /** Waits until an expression in the page is true. */
  until(expression: string): Promise<void>;
  /** Chooses a file in an input, as a person would. */
  chooseFile(selector: string, path: string): Promise<void>;
  /** Sends any command of the DevTools protocol. */
  send(method: string, params?: object): Promise<Record<string, unknown>>;
}

/** How long a page may take to do something, in milliseconds. */
const PATIENCE = 15_000;

export async function openTab(tools: DevTools, url: string): Promise<Tab> {
  const { targetId } = await tools.send("Target.createTarget", { url: "about:blank" });
  const { sessionId } = await tools.send("Target.attachToTarget", { targetId, flatten: true });
  const session = String(sessionId);
  const requests: string[] = [];
  const complaints: string[] = [];
  tools.listen(session, (method, params) => {
    if (method === "Network.requestWillBeSent") requests.push(textAt(params, "request", "url"));
    if (method === "Log.entryAdded") complaints.push(textAt(params, "entry", "text"));
    if (method === "Runtime.exceptionThrown")
      complaints.push(textAt(params, "exceptionDetails", "exception", "description"));
  });
  const send = (method: string, params: object = {}) => tools.send(method, params, session);
  for (const domain of ["Page", "Runtime", "Network", "Log", "DOM"]) await send(`${domain}.enable`);
  const evaluate = async (expression: string) => {
    const answer = await send("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true });
    if (answer["exceptionDetails"] !== undefined) throw new Error(JSON.stringify(answer["exceptionDetails"]));
    return at(answer, "result", "value");
  };
  const until = async (expression: string) => {
    const deadline = Date.now() + PATIENCE;
    while ((await evaluate(expression)) !== true) {
      if (Date.now() > deadline)
        throw new Error(`${expression} did not become true; ${complaints.join("; ")}`);
      await new Promise((resolve) => void setTimeout(resolve, 20));
    }
  };
  const chooseFile = async (selector: string, path: string) => {
    const nodeId = at(await send("DOM.getDocument"), "root", "nodeId");
    const input = await send("DOM.querySelector", { nodeId, selector });
    await send("DOM.setFileInputFiles", { nodeId: input["nodeId"], files: [path] });
  };
  await send("Page.navigate", { url });
  await until(`location.href !== "about:blank" && document.readyState === "complete"`);
  return { requests, complaints, evaluate, until, chooseFile, send };
}

function at(value: unknown, ...path: readonly string[]): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return value;
  return typeof value === "object" && value !== null
    ? at((value as Record<string, unknown>)[name], ...rest)
    : undefined;
}

function textAt(value: unknown, ...path: readonly string[]): string {
  return String(at(value, ...path));
}
