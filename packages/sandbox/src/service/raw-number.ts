declare global {
  interface JSON {
    /** A text that `JSON.stringify` writes as it is. */
    rawJSON(text: string): { readonly rawJSON: string };
    isRawJSON(value: unknown): boolean;
  }
}

/** A number that is printed as it was written: `12.50` stays so. */
export type RawNumber = ReturnType<typeof JSON.rawJSON>;

/** @param text a number, or a JSON text that stands in its place */
export function rawNumber(text: string): RawNumber {
  return JSON.rawJSON(text);
}

export function isRawNumber(value: unknown): value is RawNumber {
  return JSON.isRawJSON(value);
}

/** Reads JSON, its numbers as they were written. */
export function parseRaw(text: string): unknown {
  return JSON.parse(text, (_key, value: unknown, context?: { readonly source?: string }) =>
    typeof value === "number" && context?.source !== undefined ? rawNumber(context.source) : value,
  );
}

/**
 * A decimal as the service keeps it, with its scale; `undefined` for a text that it writes otherwise (an exponent).
 */
export function decimalText(text: string): string | undefined {
  const [, sign = "", whole = "", fraction = ""] = /^([+-]?)0*(\d*)(?:\.(\d*))?$/.exec(text.trim()) ?? [];
  if (whole === "" && fraction === "" && !/\d/.test(text)) return undefined;
  const digits = `${whole === "" ? "0" : whole}${fraction === "" ? "" : `.${fraction}`}`;
  return sign === "-" && /[1-9]/.test(digits) ? `-${digits}` : digits;
}
