import type { Exchange } from "./recordings.ts";

const ISSUER = "http://localhost:58080/realms/quarkus";
const HEAD = part({ alg: "none" });

/** The tokens that were made at the time, by their description. */
const TOKENS: Readonly<Record<string, string>> = {
  "JWT of admin": jwt({ sub: "admin_voperson_id", iss: ISSUER }),
  "JWT expired": jwt({ sub: "admin_voperson_id", iss: ISSUER, exp: 1 }),
  "JWT of unknown issuer (accepted when introspection says active)": jwt({
    sub: "stranger",
    iss: "https://unknown.example.org",
  }),
  "JWT without iss": jwt({ sub: "admin_voperson_id" }),
  "JWT payload not base64 json": `${HEAD}.${Buffer.from("no JSON").toString("base64url")}.c2ln`,
  "JWT payload bad base64": `${HEAD}.!!!.c2ln`,
  "two-part token": "one.two",
};

/**
 * An exchange with everything in it that was described instead of kept: tokens, and long bodies and queries;
 * `undefined` if a description says too little.
 */
export function withoutPlaceholders(exchange: Exchange): Exchange | undefined {
  const { request } = exchange;
  const { body_is_placeholder, query_is_placeholder, token_is_placeholder } = request;
  const body = body_is_placeholder === true ? repeated(request.body) : request.body;
  const query = query_is_placeholder === true ? mapped(request.query ?? {}, repeated) : request.query;
  const headers = token_is_placeholder === true ? mapped(request.headers ?? {}, withToken) : request.headers;
  if (body === undefined || (query_is_placeholder && !query) || (token_is_placeholder && !headers))
    return undefined;
  const {
    body_is_placeholder: _body,
    query_is_placeholder: _query,
    token_is_placeholder: _token,
    ...rest
  } = request;
  return {
    ...exchange,
    request: {
      ...rest,
      ...(query === undefined ? {} : { query }),
      ...(headers === undefined ? {} : { headers }),
      body,
      ...(body_is_placeholder === true ? { body_is_raw_text: true } : {}),
    },
  };
}

/** `<5 letters x>` as `xxxxx`; other texts as they are, other descriptions as `undefined`. */
function repeated(text: unknown): string | undefined {
  const [, times, letter = ""] = /^<(\d+) letters (.)>$/.exec(String(text)) ?? [];
  if (times !== undefined) return letter.repeat(Number(times));
  return /^<.*>$/.test(String(text)) ? undefined : String(text);
}

function withToken(header: string | number): string | undefined {
  const described = /^Bearer <(.*)>$/.exec(String(header))?.[1];
  if (described === undefined) return String(header);
  return TOKENS[described] === undefined ? undefined : `Bearer ${TOKENS[described]}`;
}

function mapped(
  values: Readonly<Record<string, string | number>>,
  map: (value: string | number) => string | undefined,
): Record<string, string> | undefined {
  const result: Record<string, string> = {};
  for (const [name, value] of Object.entries(values)) {
    const made = map(value);
    if (made === undefined) return undefined;
    result[name] = made;
  }
  return result;
}

function jwt(payload: Readonly<Record<string, unknown>>): string {
  return `${HEAD}.${part(payload)}.c2ln`;
}

function part(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
