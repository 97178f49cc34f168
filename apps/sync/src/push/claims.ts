import type { PushLedger } from "@argo-acc/store/outbox";

import type { SeenLook } from "./look.ts";

/** Which of the metrics that some looks found may be an entry's own. */
export class Claims {
  readonly #linked: Map<string, number>;
  readonly #before: ReadonlyMap<number, ReadonlySet<string>>;

  constructor(ledger: PushLedger, looks: readonly SeenLook[]) {
    this.#linked = ledger.linked(
      looks.flatMap(({ upstream }) => [...upstream.equal, ...upstream.others.keys()]),
    );
    this.#before = ledger.seenBefore(looks.map(({ entry }) => entry.id));
  }

  /** Equal metrics that belong to no entry and were not there before this one was sent, the oldest first. */
  candidates({ entry, upstream }: SeenLook): string[] {
    const before = this.#before.get(entry.id);
    return upstream.equal.filter((id) => !this.#linked.has(id) && before?.has(id) !== true);
  }

  /** The entry a metric belongs to; `undefined`: none of this outbox. */
  ownerOf(metric: string): number | undefined {
    return this.#linked.get(metric);
  }

  /** From now on the metric belongs to this entry. */
  claim(metric: string, entry: number): void {
    this.#linked.set(metric, entry);
  }
}
