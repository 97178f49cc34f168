import { withStoreProblems } from "../../file/sqlite-problem.ts";
import type { Mirror } from "../mirror.ts";
import { checkConservation } from "./check-conservation.ts";
import { checkSums } from "./check-sums.ts";
import { COUNT_CHECKS, REPEATED_CHECK } from "./count-checks.ts";
import { HISTORY_CHECKS } from "./history-checks.ts";
import type { Check, MirrorProblem } from "./mirror-problem.ts";
import { REFERENCE_CHECKS } from "./reference-checks.ts";

/** How many examples of a problem are named. */
const SAMPLE = 5;

/**
 * Checks a mirror file against itself, as it is at one moment: what SQLite says of it, that whatever rows refer to is
 * there, that kept numbers and sums are those of the rows, and that its past can have been. Reads the whole file; writes
 * nothing.
 *
 * @returns what is wrong; nothing if all is well. Of a damaged file, no more than the damage
 * @throws AccStoreError if the file is too damaged to be read
 */
export function checkMirror(mirror: Mirror): MirrorProblem[] {
  const { database, path } = mirror;
  return withStoreProblems(path, () =>
    database.transaction(() => {
      const damage = checkFile(mirror);
      return (damage.length > 0 ? damage : checkRows(mirror)).map((problem) => named(problem, path));
    })(),
  );
}

/** Everything but the file itself. */
function checkRows(mirror: Mirror): MirrorProblem[] {
  const isRunning = mirror.database
    .prepare<[], number>("SELECT ended_ms IS NULL FROM run ORDER BY id DESC LIMIT 1")
    .pluck()
    .get();
  const repeated = isRunning === 1 ? [] : [REPEATED_CHECK];
  const checks = [...REFERENCE_CHECKS, ...COUNT_CHECKS, ...HISTORY_CHECKS, ...repeated];
  return [
    ...checks.flatMap((check) => runCheck(mirror, check)),
    ...checkSums(mirror, SAMPLE),
    ...checkConservation(mirror, SAMPLE),
  ];
}

/** A cure that can be typed as it is. */
function named(problem: MirrorProblem, path: string): MirrorProblem {
  return { ...problem, cure: problem.cure.replaceAll("sqlite3 FILE", () => `sqlite3 ${path}`) };
}

function checkFile({ database }: Mirror): MirrorProblem[] {
  const lines = database
    .prepare<[], string>("PRAGMA integrity_check")
    .pluck()
    .all()
    .filter((line) => line !== "ok");
  if (lines.length === 0) return [];
  return [
    {
      law: "file",
      damage: true,
      count: lines.length,
      problem: "the file is damaged",
      examples: lines.slice(0, SAMPLE),
      cure: "restore it from a backup; `sqlite3 FILE .recover` saves what is left of it, with its history",
    },
  ];
}

function runCheck({ database }: Mirror, { law, problem, cure, sql }: Check): MirrorProblem[] {
  let count = 0;
  const examples: string[] = [];
  for (const example of database.prepare<[], string>(sql).pluck().iterate()) {
    count += 1;
    if (examples.length < SAMPLE) examples.push(example);
  }
  return count === 0 ? [] : [{ law, damage: false, count, problem, examples, cure }];
}
