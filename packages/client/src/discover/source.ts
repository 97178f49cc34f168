import {
  type AccError,
  AccNotFoundError,
  AccPermissionError,
  AccProtocolError,
  AccResponseError,
  type Paged,
  readCounted,
  type ReadOptions,
} from "@argo-acc/core";

/** What a source of discovery answered. */
export interface DiscoverySource {
  /** The request: `GET /clients/me`. */
  readonly source: string;
  /** "not available" = the token may not ask it, this version of the service has it not, or it fails. */
  readonly status: "available" | "not available";
  /** Why it is not available; or that a list which is available gave something else than it counts. */
  readonly error?: AccError;
}

/** A source and its rows; `undefined` where it is not available. */
export interface Asked<T> extends DiscoverySource {
  readonly rows: T | undefined;
}

/**
 * Asks a source. That it is refused, missing or broken (403, 404, 500) is an answer; everything else is not.
 *
 * @throws AccAuthenticationError, AccNetworkError, … whatever says nothing about this source alone
 */
export async function askSource<T>(source: string, ask: () => Promise<T>): Promise<Asked<T>> {
  try {
    return { source, status: "available", rows: await ask() };
  } catch (error) {
    if (!isNotAvailable(error)) throw error;
    return { source, status: "not available", error, rows: undefined };
  }
}

/**
 * Asks a source that is a list, until what it gives fits what it counts. What it gave is taken even where that never
 * fits, since it is there; the error says that there may be more.
 *
 * @param options `mayRepeat`: whether it names some things several times
 */
export async function askList<T>(
  source: string,
  list: Paged<T>,
  options: ReadOptions & { readonly mayRepeat?: boolean } = {},
): Promise<Asked<T[]>> {
  const { rows: reading, ...asked } = await askSource(source, () => readCounted(list, options));
  if (reading === undefined) return { ...asked, rows: undefined };
  const { items, total, fits } = reading;
  if (fits) return { ...asked, rows: [...items] };
  const error = new AccProtocolError(`${source} gives ${items.length} rows where it counts ${total}`, {
    retryable: true,
    cure: "ask again when less is written; if it stays so, tell the service's operators",
  });
  return { ...asked, rows: [...items], error };
}

/** Whether a source is not available because the token may not ask it, or the service has it not; not because it fails. */
export function isRefused({ error }: DiscoverySource): boolean {
  return error instanceof AccPermissionError || error instanceof AccNotFoundError;
}

/** Whether an error says only that this one thing cannot be had. */
function isNotAvailable(error: unknown): error is AccResponseError {
  return (
    error instanceof AccPermissionError ||
    error instanceof AccNotFoundError ||
    (error instanceof AccResponseError && error.status === 500)
  );
}
