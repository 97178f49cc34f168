import type { Sandbox } from "../src/index.ts";

/** Options of {@link ask}. */
export interface AskOptions {
  /** A role, or a token's text. Default `admin`; `null` = no token. */
  readonly as?: string | null;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer, its body read as JSON where it is. */
export interface Asked {
  readonly status: number;
  readonly headers: Headers;
  // The tests say what they expect of it; a wrong guess fails there.
  readonly body: { readonly [field: string]: unknown } & {
    readonly content: readonly { readonly [field: string]: unknown }[];
  };
}

/** Sends one request to a sandbox: `ask(sandbox, "GET /projects/x/metrics?size=5")`. */
export async function ask(sandbox: Sandbox, call: string, options: AskOptions = {}): Promise<Asked> {
  const [method = "GET", path = ""] = call.split(" ");
  const { as = "admin", body, headers = {} } = options;
  const token = as === null ? {} : { authorization: `Bearer ${sandbox.tokens[as] ?? as}` };
  const answer = await fetch(sandbox.endpoint + path, {
    method,
    headers: { ...token, ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const text = await answer.text();
  const isJson = answer.headers.get("content-type")?.startsWith("application/json") ?? false;
  return {
    status: answer.status,
    headers: answer.headers,
    body: isJson && text !== "" ? JSON.parse(text) : { text },
  };
}
