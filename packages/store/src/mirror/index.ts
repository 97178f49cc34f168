export { acquireLock, type Lock } from "../file/lock.ts";
export type { OpenFileOptions } from "../file/open-file.ts";
export { AccStoreError, type StoreProblem } from "../file/store-error.ts";
export { type LockWait, waitForLock } from "../file/wait-for-lock.ts";
export { backupMirror, type BackupOptions, type BackupResult } from "./backup/backup-mirror.ts";
export type { CopyProgress } from "./backup/copy-snapshot.ts";
export {
  capacityKind,
  definitionKind,
  installationKind,
  type KnownProvider,
  metricTypeKind,
  projectKind,
  providerKind,
  unitTypeKind,
  wholeProjectKind,
} from "./catalogue-kinds.ts";
export {
  type EntityKind,
  type EntityTable,
  markEntitiesGone,
  readEntities,
  storeEntities,
} from "./entity.ts";
export { countGrantRows, countPathRows, projectsWithRows, readPathRows } from "./grant-rows.ts";
export { type GrantReadState, type GrantRecord, outermost, readGrants, saveGrant } from "./grants.ts";
export { type KnownWindow, readKnownWindows, type WindowToKeep } from "./known-windows.ts";
export { type ApplyOptions, type MetricWriter, openMetricWriter } from "./metric-writer.ts";
export { checkMirror } from "./check/check-mirror.ts";
export type { CheckedLaw, MirrorProblem } from "./check/mirror-problem.ts";
export type { Change, ChangedEntity, ChangedRow, FieldChange } from "./history/change.ts";
export { findRun, isYetToCome, type RunRef } from "./history/find-run.ts";
export { type ChangeOptions, type ChangeSpan, findChangeSpan, readChanges } from "./history/read-changes.ts";
export { revertRun } from "./history/revert-run.ts";
export { runState, type RunState } from "./history/run-state.ts";
export type { RowCell } from "./metric-cells.ts";
export { inTransaction, Mirror, openMirror, type OpenMirrorOptions } from "./mirror.ts";
export type { QueryResult, SqlValue } from "./query.ts";
export { keepOneOfEach, replaceMoved } from "./moved.ts";
export { countPairRows, firstAcross, type MetricPair, middleStart, type StartSpan } from "./pair-rows.ts";
export { readMetricItems } from "./read-metrics.ts";
export { isMirrorView, type MirrorView, readRows } from "./read-rows.ts";
export { readRefused, type RefusedGrant, saveRefused } from "./refused.ts";
export { endRun, lastRun, type RowCounts, runCounts, type RunRecord, startRun } from "./runs.ts";
export type { GrantStatus, MirrorStatus } from "./status.ts";
export {
  clearSuspects,
  forgetSuspectsOf,
  markGone,
  type MetricPath,
  type SuspectedPair,
  suspectedPairs,
  type SuspectedPath,
  suspectedPaths,
  suspectRepeats,
} from "./suspects.ts";
export { findUncounted, type UncountedPair } from "./usage/find-uncounted.ts";
export { type FactsFilter, findFacts, type MetricFacts, readFacts } from "./usage/read-facts.ts";
export { readUsage } from "./usage/read-usage.ts";
export { refreshRollup } from "./usage/refresh-rollup.ts";
export { countStarts, innerGrants, knownProjects, startsByMonth } from "./usage/reported-grants.ts";
export type { PairIds, ReportedGrant } from "./usage/used-pairs.ts";
export { ALL_TIME, roundingBound, type Usage, type UsagePeriod, type UsageWindow } from "./usage/usage.ts";
