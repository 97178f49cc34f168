export { type BadLine, BadLinesError } from "./bad-lines.ts";
export type { TextInput } from "./decode-text.ts";
export type { KnownIds } from "./known-ids.ts";
export { type EntryFormat, readEntries, type ReadEntries, type ReadEntriesOptions } from "./read-entries.ts";
