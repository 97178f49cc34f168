import { AccNotFoundError, AccPermissionError, AccResponseError } from "@argo-acc/core";

/** Whether the service says that this token may not, or that there is nothing of this name. */
export function isRefused(error: unknown): error is AccPermissionError | AccNotFoundError {
  return error instanceof AccPermissionError || error instanceof AccNotFoundError;
}

/** Whether the service fails on this one call. */
export function isBroken(error: unknown): error is AccResponseError {
  return error instanceof AccResponseError && error.status === 500;
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
