/** A value of a row, as the mirror gives it. */
export type Cell = string | number | bigint | null | Uint8Array;

/** A number as the shortest text that reads back to the same double: `-0` keeps its sign, `NaN` is that word. */
export function numberText(value: number): string {
  return Object.is(value, -0) ? "-0" : String(value);
}

/** Bytes as lower-case hexadecimal digits. */
export function bytesText(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex");
}
