import type { ByteWriter } from "./byte-writer.ts";

/** A double as the service prints it: `10.0`, `1.0E7`, `1.0E-4`, `-0.0`; NaN and the infinities as JSON text. */
export function javaDouble(value: number): string {
  if (!Number.isFinite(value)) return `"${value}"`;
  if (value === 0) return Object.is(value, -0) ? "-0.0" : "0.0";
  const size = Math.abs(value);
  if (size >= 1e-3 && size < 1e7) return Number.isInteger(value) ? `${value}.0` : String(value);
  if (size === 5e-324) return value < 0 ? "-4.9E-324" : "4.9E-324";
  const [digits = "", exponent = ""] = value.toExponential().split("e");
  return `${digits.includes(".") ? digits : `${digits}.0`}E${Number(exponent)}`;
}

/** Prints the same. Most values have no more than three decimals, and their digits are found without a text. */
export function printJavaDouble(writer: ByteWriter, value: number): void {
  const thousandths = Math.round(value * 1000);
  if (value < 1e-3 || value >= 1e7 || thousandths / 1000 !== value) return writer.ascii(javaDouble(value));
  writer.decimal(thousandths);
}
