import type { Caller } from "../access/caller.ts";
import type { World } from "../state/world.ts";
import type { Fields } from "./fields.ts";
import { checkPage, type PageParts, type PageRequest } from "./page.ts";
import { badRequest } from "./refusal.ts";

/** What a {@link Call} is made of. */
export interface CallParts {
  readonly world: World;
  readonly caller: Caller;
  readonly params: ReadonlyMap<string, string>;
  readonly query: ReadonlyMap<string, string>;
  /** The path with the base path, decoded. */
  readonly path: string;
  /** The server's configured URL, without a path: links and `Location` point to it. */
  readonly server: string;
  readonly basePath: string;
  readonly page: PageRequest;
  readonly maxSize: number;
  /** The body's fields; `undefined` when it was empty or null. */
  readonly fields: Fields | undefined;
  /** The body as it came. */
  readonly text: string;
}

/** One request on its way through an operation: token, routing and the form of the body have been checked. */
export class Call {
  readonly world: World;
  readonly caller: Caller;
  readonly text: string;
  readonly #parts: CallParts;

  constructor(parts: CallParts) {
    this.world = parts.world;
    this.caller = parts.caller;
    this.text = parts.text;
    this.#parts = parts;
  }

  /** How what the caller creates names its creator. */
  get creatorId(): string {
    return this.world.creatorIdOf(this.caller.subject, this.caller.issuer);
  }

  /** A part of the path, decoded. */
  param(name: string): string {
    return this.#parts.params.get(name) ?? "";
  }

  /** A query parameter, by its name in any case; `undefined` when it is absent or empty. */
  query(name: string): string | undefined {
    return this.#parts.query.get(name.toLowerCase()) || undefined;
  }

  /** @throws Refusal 400 when a required query parameter is absent or empty */
  requiredQuery(name: string): string {
    const value = this.query(name);
    if (value === undefined) throw badRequest(`The parameter ${name} may not be empty.`);
    return value;
  }

  /** @throws Refusal 400 when there is no body */
  fields(): Fields {
    if (this.#parts.fields === undefined) throw badRequest("The body is empty.");
    return this.#parts.fields;
  }

  /** The page asked for. @throws Refusal 400 when it is out of range */
  page(): PageRequest {
    checkPage(this.#parts.page, this.#parts.maxSize);
    return this.#parts.page;
  }

  /** What an answer with one page is made from, but its items. */
  pageParts(): Omit<PageParts, "items" | "total"> {
    return { request: this.page(), path: this.#parts.path, server: this.#parts.server };
  }

  /** The `Location` of something new. */
  location(path: string): string {
    return this.#parts.server + this.#parts.basePath + path;
  }
}

/** A field that must be there and not empty. @throws Refusal 400 */
export function requiredText(fields: Fields, name: string): string {
  const value = fields.text(name);
  if (value === undefined || value.trim() === "") throw badRequest(`${name} may not be empty.`);
  return value;
}
