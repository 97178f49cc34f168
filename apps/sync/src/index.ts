export {
  type BadLine,
  BadLinesError,
  type EntryFormat,
  type KnownIds,
  readEntries,
  type ReadEntries,
  type ReadEntriesOptions,
  type TextInput,
} from "./add/index.ts";
export { type ExportFormat, type ExportOptions, exportRows } from "./export/export-rows.ts";
export { replaceFile, type Write } from "./export/replace-file.ts";
export {
  type GrantResult,
  type HeldGone,
  pull,
  type PullEvent,
  type PullOptions,
  type PullResult,
} from "./pull/pull.ts";
export { push, type PushEvent, type PushOptions, type PushProblem, type PushResult } from "./push/push.ts";
export {
  type FieldDifference,
  type MetricDifference,
  type MetricProblem,
  type NotCompared,
  type OfflineResult,
  type PairDifference,
  verify,
  type VerifyEvent,
  verifyOffline,
  type VerifyOptions,
  type VerifyResult,
  type WindowDifference,
} from "./verify/index.ts";
