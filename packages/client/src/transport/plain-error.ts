import { withoutSecrets } from "./without-secret.ts";

/** What a system error says beside its message. */
const FACTS = ["code", "syscall", "hostname", "address", "port", "status"] as const;

/**
 * A copy of an error with its name, message, stack and well-known facts alone. What else a library hangs on an error
 * may hold the request with its headers, or bytes of an answer that repeats them.
 *
 * @param secrets texts that must not come through
 */
export function plainError(error: Error, secrets: readonly string[]): Error {
  const clean = (text: string) => withoutSecrets(text, secrets);
  const copy = new Error(clean(error.message));
  for (const [name, value] of [
    ["name", error.name],
    ["stack", error.stack ?? ""],
  ] as const) {
    Object.defineProperty(copy, name, { value: clean(value), configurable: true, writable: true });
  }
  const facts: Record<string, unknown> = { ...error };
  for (const name of FACTS) {
    const value = facts[name];
    if (typeof value === "string") Object.assign(copy, { [name]: clean(value) });
    else if (typeof value === "number") Object.assign(copy, { [name]: value });
  }
  return copy;
}
