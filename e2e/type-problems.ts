import { readFileSync } from "node:fs";

import { checkPackage, createPackageFromTarballData, type Problem } from "@arethetypeswrong/core";

/** What attw made of a tarball. */
export interface TypesChecked {
  /** The entries that were resolved, `.` or `./node`. */
  readonly entries: readonly string[];
  /** The problems in words, without those that a package of ES modules alone has by its nature. */
  readonly problems: readonly string[];
}

/**
 * Looks at a packed package with the eyes of TypeScript, by Are The Types Wrong. Our packages are ES modules alone, with
 * `exports`: `require` under TypeScript's node16 gets a module (CJSResolvesToESM), and the resolution of Node 10, which
 * knows no `exports`, finds no entry.
 */
export async function checkTypes(tarball: string): Promise<TypesChecked> {
  const result = await checkPackage(createPackageFromTarballData(readFileSync(tarball)));
  if (result.types === false) return { entries: [], problems: ["it has no types"] };
  return {
    entries: Object.keys(result.entrypoints),
    problems: result.problems.filter((problem) => !isExpected(problem)).map(describe),
  };
}

function isExpected(problem: Problem): boolean {
  return (
    problem.kind === "CJSResolvesToESM" ||
    ("resolutionKind" in problem && problem.resolutionKind === "node10" && problem.kind === "NoResolution")
  );
}

function describe(problem: Problem): string {
  return JSON.stringify(problem, (key, value: unknown) => (key === "trace" ? undefined : value));
}
