import {
  type AccError,
  AccNotFoundError,
  AccPermissionError,
  AccProtocolError,
  grantCovers,
  type MetricItem,
  type Page,
} from "@argo-acc/core";

import { areDistinct } from "../walk/ask-window.ts";
import { grantOf } from "../walk/grant-of.ts";
import { type CollectedPage, collectPages } from "./collect-pages.ts";
import { type GuardedList, PAGE_SIZE } from "./guarded-list.ts";
import type { PagePart } from "./page-part.ts";
import { Sightings } from "./sightings.ts";

/** How a list is read. */
export interface ListReadOptions {
  /** Pages in flight at most. */
  readonly concurrency: number;
  readonly signal: AbortSignal;
}

/**
 * Passes over one list at most. Measured with a row inserted and one deleted at three requests of ten, of 450 rows: two
 * passes with equal ids and totals were found in 3 of 8 readings, a count that the ids explain in 7 of 8, with fewer
 * requests.
 */
const PASSES = 8;

/** So many passes without news are enough, whatever is counted. */
const STEADY = 3;

/** What is proven of a list. */
type Proof = Pick<Extract<PagePart, { outcome: "proven" }>, "rows" | "has">;

/** The passes over one list. */
export class ListPasses {
  readonly #list: GuardedList;
  readonly #options: ListReadOptions;
  readonly #sightings = new Sightings();
  readonly #definitions = new Set<string>();
  /** Rows that the list gives although they belong elsewhere: they count, but nobody is told of them. */
  readonly #strange = new Set<string>();
  #failure: AccError | undefined;
  #isWhole = false;

  constructor(list: GuardedList, options: ListReadOptions) {
    this.#list = list;
    this.#options = options;
  }

  get isWorthAnother(): boolean {
    const { passes, isSteady } = this.#sightings;
    const isHopeless = isSteady && (this.#failure !== undefined || passes >= STEADY);
    return passes < PASSES && !isHopeless;
  }

  /** Makes one pass, after a count if it is not the first. */
  async *run(): AsyncGenerator<PagePart, void, undefined> {
    const sightings = this.#sightings;
    if (sightings.passes > 0) sightings.count(await this.#list.count(this.#options.signal));
    sightings.begin();
    this.#failure = undefined;
    for await (const collected of this.#collect()) {
      if (collected.outcome === "failed") {
        this.#failure ??= collected.error;
        continue;
      }
      const items = collected.page.content.filter((item) => this.#see(item));
      if (items.length > 0) yield { outcome: "seen", items };
    }
  }

  get proof(): Proof | undefined {
    const sightings = this.#sightings;
    const moment = this.#isWhole ? 0 : sightings.proven;
    if (moment === undefined) return undefined;
    const strange = [...this.#strange].filter((id) => sightings.isSeenAfter(moment, id)).length;
    return {
      rows: sightings.seenAfter(moment) - strange,
      has: (id) => sightings.isSeenAfter(moment, id) && !this.#strange.has(id),
    };
  }

  get error(): AccError {
    if (this.#failure !== undefined) return this.#failure;
    const { counted, seen } = this.#sightings.last;
    const words = `of ${counted} metrics that it counts ${seen} were seen before and after that`;
    return new AccProtocolError(`${this.#list.name}: read ${this.#sightings.passes} times: ${words}`, {
      retryable: true,
      cure: "read again when less is written",
    });
  }

  async *#collect(): AsyncGenerator<CollectedPage, void, undefined> {
    let isFailing = false;
    for await (const collected of collectPages(this.#list, this.#options)) {
      if (collected.outcome === "failed") {
        // what is refused whole has no parts either
        if (isRefusal(collected.error)) throw collected.error;
        isFailing = true;
      } else if (this.#sightings.passes === 1 && isWholeList(collected.page)) {
        this.#isWhole = true;
        yield collected;
        return;
      }
      yield collected;
    }
    if (isFailing) yield* this.#collectByDefinition();
  }

  async *#collectByDefinition(): AsyncGenerator<CollectedPage, void, undefined> {
    for (const id of await this.#list.definitions(this.#options.signal)) this.#definitions.add(id);
    for (const definition of this.#definitions) {
      for await (const collected of collectPages(this.#list, { ...this.#options, definition })) {
        // a definition that has vanished cannot be asked for
        if (collected.outcome === "page") yield collected;
      }
    }
  }

  /** @returns whether the metric is told of */
  #see(item: MetricItem): boolean {
    this.#definitions.add(item.metric_definition_id);
    const isFresh = this.#sightings.see(item.id);
    if (grantCovers(this.#list.grant, grantOf(item))) return isFresh;
    this.#strange.add(item.id);
    return false;
  }
}

/** A first page that holds everything: there was no offset that could shift. */
function isWholeList({ content, number_of_page: page, total_elements: total }: Page<MetricItem>): boolean {
  return page === 1 && content.length < PAGE_SIZE && content.length === total && areDistinct(content);
}

function isRefusal(error: AccError): boolean {
  return error instanceof AccPermissionError || error instanceof AccNotFoundError;
}
