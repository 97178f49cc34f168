const ID = /^(?:[0-9a-f]{24}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;
const IDS = /[0-9a-fA-F]{24}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/** Which id of the sandbox stands for which recorded one; learned from the places where they appear. */
export class IdMap {
  readonly #served = new Map<string, string>();
  readonly #recorded = new Map<string, string>();
  readonly #learned: string[] = [];

  /** Whether two ids stand for each other; learned if neither is known. */
  link(recorded: string, served: string): boolean {
    if (this.#served.has(recorded)) return this.#served.get(recorded) === served;
    if (this.#recorded.has(served)) return false;
    this.#served.set(recorded, served);
    this.#recorded.set(served, recorded);
    this.#learned.push(recorded);
    return true;
  }

  /** How much is known, to come back to with {@link IdMap.forget}. */
  get size(): number {
    return this.#learned.length;
  }

  /** Forgets what was learned since. */
  forget(size: number): void {
    for (const recorded of this.#learned.splice(size)) {
      this.#recorded.delete(this.#served.get(recorded) ?? "");
      this.#served.delete(recorded);
    }
  }

  /** A recorded text as it is to be sent: its ids replaced by the sandbox's, upper case kept. */
  translate(text: string): string {
    return text.replace(IDS, (id) => {
      const lower = this.#served.get(id.toLowerCase());
      return this.#served.get(id) ?? lower?.toUpperCase() ?? id;
    });
  }

  /** The same text for a recorded and a served one that agree: known ids mapped, others blank, hosts dropped. */
  recordedForm(text: string): string {
    return withoutHost(text).replace(IDS, (id) => this.#served.get(id) ?? "#");
  }

  servedForm(text: string): string {
    return withoutHost(text).replace(IDS, (id) => (this.#recorded.has(id) ? id : "#"));
  }
}

/** Whether a text is an id, or an external id as the service makes them. */
export function isId(text: string): boolean {
  return ID.test(text);
}

function withoutHost(text: string): string {
  return text.replace(/^http:\/\/(?:localhost|127\.0\.0\.1):\d+/, "");
}
