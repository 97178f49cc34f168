import { readFileSync } from "node:fs";

/**
 * Prints the tests that were skipped, and as the last line `N passed, N failed`: tests, and every other check that
 * failed. A skipped test is a failure here: this machine is meant to have everything the tests can use. Only what cannot
 * be installed may be missing, which a test says in its name.
 */
interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly {
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

const [reportPath = "", failedSteps = "0"] = process.argv.slice(2);

function readReport(): Report | undefined {
  try {
    return JSON.parse(readFileSync(reportPath, "utf8")) as Report;
  } catch {
    return undefined;
  }
}

const report = readReport();
const skipped = (report?.testResults ?? [])
  .flatMap((file) => file.assertionResults)
  .filter((test) => test.status !== "passed" && test.status !== "failed");
for (const test of skipped) console.log(`skipped: ${test.fullName}`);
const missing = skipped.filter((test) => !test.fullName.endsWith("[needs leave to mount]"));
const brokenFiles = (report?.testResults ?? []).filter(
  (file) => file.status === "failed" && !file.assertionResults.some((test) => test.status === "failed"),
);
const failed = (report?.numFailedTests ?? 1) + brokenFiles.length + missing.length + Number(failedSteps);
console.log(`${report?.numPassedTests ?? 0} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
