/** Where a request goes. */
export interface Target {
  /** The whole path as it was sent, decoded. */
  readonly path: string;
  /** The parts below the base path, decoded; `undefined` outside of it. */
  readonly segments: readonly string[] | undefined;
  /** By name in lower case; of a repeated parameter the first counts. */
  readonly query: ReadonlyMap<string, string>;
}

/** Takes the URL of a request apart. */
export function parseTarget(url: string, basePath: string): Target {
  const mark = url.indexOf("?");
  const path = mark === -1 ? url : url.slice(0, mark);
  const all = segmentsOf(path);
  const base = basePath.split("/").filter((part) => part !== "");
  const isInside = base.every((part, at) => all[at] === part);
  return {
    path: decode(path),
    segments: isInside ? all.slice(base.length) : undefined,
    query: queryOf(mark === -1 ? "" : url.slice(mark + 1)),
  };
}

function segmentsOf(path: string): string[] {
  const segments: string[] = [];
  for (const raw of path.split("/")) {
    const segment = raw.split(";")[0] ?? "";
    if (segment === "..") segments.pop();
    else if (segment !== "" && segment !== ".") segments.push(decode(segment));
  }
  return segments;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function queryOf(text: string): Map<string, string> {
  const query = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(text)) {
    const key = name.toLowerCase();
    if (!query.has(key)) query.set(key, value);
  }
  return query;
}
