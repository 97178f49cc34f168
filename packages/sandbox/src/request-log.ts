import type { FaultName } from "./faults/fault-kinds.ts";

/** A request that a sandbox answered, or did not. */
export interface LoggedRequest {
  readonly method: string;
  /** With the base path, as it was sent, without the query. */
  readonly path: string;
  /** As it was sent, without the question mark. */
  readonly query: string;
  /** The status of the answer; 0 when none was sent. */
  readonly status: number;
  /** The faults that struck it, if any did. */
  readonly faults?: readonly FaultName[];
}

const KEPT = 100_000;

/** The last requests to the service, oldest first. Requests to the issuer and the control endpoint are not in it. */
export class RequestLog {
  readonly #kept: LoggedRequest[] = [];
  #count = 0;

  /** How many there were since the start, or since it was cleared. */
  get count(): number {
    return this.#count;
  }

  /** The last hundred thousand of them. */
  list(): readonly LoggedRequest[] {
    return this.#kept.slice(-KEPT);
  }

  /** Notes one more. */
  add(request: LoggedRequest): void {
    this.#count++;
    this.#kept.push(request);
    if (this.#kept.length > 2 * KEPT) this.#kept.splice(0, KEPT);
  }

  /** Forgets them all; counting begins at 0 again. */
  clear(): void {
    this.#kept.length = 0;
    this.#count = 0;
  }
}
