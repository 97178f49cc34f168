import { brokenInside, badRequest, Refusal } from "./refusal.ts";
import { type Answer, jsonText } from "./answer.ts";

/** The page a caller asked for. */
export interface PageRequest {
  readonly page: number;
  readonly size: number;
}

/** The integers of `page` and `size`; text that is none is a 404, before any access rule. */
export function readPage(page: string | undefined, size: string | undefined): PageRequest {
  return { page: integer("page", page, 1), size: integer("size", size, 10) };
}

/** Refuses pages below 1 and sizes out of range, after the access rules. */
export function checkPage(request: PageRequest, maxSize: number): void {
  if (request.page < 1) throw badRequest("The page number must be at least 1.");
  if (request.size < 1) throw badRequest("The size must be at least 1.");
  if (request.size > maxSize) throw badRequest(`The size must be at most ${maxSize}.`);
}

/** Where a page begins. The service counts in 32 bits: large products wrap, and a negative one is a 500. */
export function offsetOf(request: PageRequest): number {
  const offset = Math.imul(request.size, request.page - 1);
  if (offset < 0) throw brokenInside("The offset of this page is negative.");
  return offset;
}

/** Options of {@link pageFrame}. */
export interface PageFrame {
  readonly request: PageRequest;
  /** How many items are on this page. */
  readonly size: number;
  readonly total: number;
  /** The path under the server's URL, decoded, from which links are made. */
  readonly path: string;
  /** The server's configured URL, which links point to. */
  readonly server: string;
}

/** What stands before and after the items of a page. Its links lose filters and carry the size of this page. */
export function pageFrame(frame: PageFrame): { readonly head: string; readonly tail: string } {
  const { request, size, total } = frame;
  const pages = Math.max(1, Math.ceil(total / request.size));
  const head =
    `{"size_of_page":${size},"number_of_page":${request.page},` +
    `"total_elements":${total},"total_pages":${pages},"content":[`;
  return { head, tail: `],"links":${JSON.stringify(links(frame, pages))}}` };
}

/** Options of {@link pageAnswer}. */
export interface PageParts extends Omit<PageFrame, "size"> {
  /** The JSON texts of this page's items. */
  readonly items: readonly string[];
}

/** A page as the service writes it. */
export function pageAnswer({ items, ...frame }: PageParts): Answer {
  const { head, tail } = pageFrame({ ...frame, size: items.length });
  return jsonText(head + items.join(",") + tail);
}

/** A page of a list that is in memory. */
export function pageOf<T>(
  all: readonly T[],
  print: (item: T) => string,
  parts: Omit<PageParts, "items" | "total">,
): Answer {
  const from = offsetOf(parts.request);
  const items = all.slice(from, from + parts.request.size).map(print);
  return pageAnswer({ ...parts, items, total: all.length });
}

function links(frame: PageFrame, pages: number): { href: string; rel: string }[] {
  const { request, size, path, server } = frame;
  const { page } = request;
  if (pages === 1 || page > pages) return [];
  if (/[^A-Za-z0-9\-._~!$&'()*+,;=:@/]/.test(path)) {
    throw brokenInside("The path of this page cannot be written into links.");
  }
  const link = (rel: string, number: number) => ({
    href: `${server}${path}?page=${number}&size=${size}`,
    rel,
  });
  return [
    link("first", 1),
    link("last", pages),
    link("self", page),
    ...(page > 1 && size > 0 ? [link("prev", page - 1)] : []),
    ...(page < pages ? [link("next", page + 1)] : []),
  ];
}

function integer(name: string, text: string | undefined, otherwise: number): number {
  if (text === undefined || text === "") return otherwise;
  const value = /^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= -2_147_483_648 && value <= 2_147_483_647) return value;
  throw new Refusal(404, `The parameter ${name} is not an integer.`);
}
