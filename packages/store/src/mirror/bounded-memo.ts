/**
 * A function that remembers what it answered for at most `limit` keys; then it starts afresh.
 *
 * @param answer what follows the key must not change the answer, only help to find it
 */
export function boundedMemo<K, V, R extends readonly unknown[]>(
  limit: number,
  answer: (key: K, ...rest: R) => V,
): (key: K, ...rest: R) => V {
  const known = new Map<K, V>();
  return (key, ...rest) => {
    const remembered = known.get(key);
    if (remembered !== undefined) return remembered;
    const value = answer(key, ...rest);
    if (known.size >= limit) known.clear();
    known.set(key, value);
    return value;
  };
}
