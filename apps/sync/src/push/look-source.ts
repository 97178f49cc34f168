import { type AccClient, isSearchableText, textIs } from "@argo-acc/client";
import { AccNotFoundError, AccPermissionError, AccResponseError } from "@argo-acc/core";

/**
 * Where looks come from, for one run: search while it can be relied on, else the lists of the installations.
 *
 * Search answers for the whole system, though nobody's role says so. If it is ever limited without saying so, it counts
 * nothing where something is, and what was lost would look absent: {@link shows} finds that out.
 */
export class LookSource {
  readonly acc: AccClient;
  readonly now: () => number;
  readonly signal: AbortSignal;
  #hasSearch = true;
  #isThere = false;
  readonly #shown = new Set<string>();

  constructor(acc: AccClient, now: () => number, signal: AbortSignal) {
    this.acc = acc;
    this.now = now;
    this.signal = signal;
  }

  /** Whether search is to be asked. */
  get hasSearch(): boolean {
    return this.#hasSearch;
  }

  /** Search is refused, or its answers do not hold together: from now on the lists are asked. */
  giveUpSearch(): void {
    this.#hasSearch = false;
  }

  /**
   * Asks, once in a run, for something that nothing can be wrong with. Called when a search fails, to tell a service
   * that is at fault from metrics that no answer can hold.
   *
   * @throws AccError if the service is at fault
   */
  async checkService(): Promise<void> {
    if (this.#isThere) return;
    const { signal } = this;
    await this.acc.metrics.search(textIs("installation_id", ""), { signal }).count();
    this.#isThere = true;
  }

  /** Whether search shows as many metrics of an installation as its own list. Asked once in a run for each. */
  async shows(installation: string): Promise<boolean> {
    if (!isSearchableText(installation)) return true; // the lists were asked
    if (!this.#shown.has(installation)) {
      if (!(await this.#compare(installation))) return false;
      this.#shown.add(installation);
    }
    return true;
  }

  async #compare(installation: string): Promise<boolean> {
    const { acc, signal } = this;
    try {
      // In this order: what others add meanwhile is found.
      const listed = await acc.installation(installation).metrics.list({}, { signal }).count();
      const found = acc.metrics.search(textIs("installation_id", installation), { signal }).count();
      return (await found) >= listed;
    } catch (error) {
      // Who may not read there may not write there either: nothing can be sent twice.
      if (error instanceof AccPermissionError || error instanceof AccNotFoundError) return true;
      if (error instanceof AccResponseError && error.status === 500) return false;
      throw error;
    }
  }
}
