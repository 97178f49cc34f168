import {
  AccAuthenticationError,
  AccNotFoundError,
  AccPermissionError,
  AccProtocolError,
  AccRateLimitError,
  AccResponseError,
  AccTimeoutError,
} from "@argo-acc/core";

/** Whether the service says that this token may not, or that there is nothing of this name. */
export function isRefused(error: unknown): error is AccPermissionError | AccNotFoundError {
  return error instanceof AccPermissionError || error instanceof AccNotFoundError;
}

/** Whether the service fails on this one call. */
export function isBroken(error: unknown): error is AccResponseError {
  return error instanceof AccResponseError && error.status === 500;
}

/**
 * Whether a report that failed like this may say something about this report alone: it is refused, it is 500 or too dear
 * to be had in time, or it is worded as by another version of the service.
 */
export function isNoWitness(error: unknown): boolean {
  if (error instanceof AccAuthenticationError || error instanceof AccRateLimitError) return false;
  return (
    error instanceof AccResponseError || error instanceof AccTimeoutError || error instanceof AccProtocolError
  );
}

/**
 * What `ask` gives, or the error if that says something about this call alone.
 *
 * @throws whatever says more: the network, the token, the service as a whole
 */
export async function orUnavailable<T>(
  ask: () => Promise<T>,
): Promise<{ readonly value: T } | { readonly error: AccResponseError }> {
  try {
    return { value: await ask() };
  } catch (error) {
    if (isRefused(error) || isBroken(error)) return { error };
    throw error;
  }
}
