import { type Measured, measureMedian } from "./measure.ts";
import { count, report, times } from "./report.ts";

const LARGE = 1_000_000;

/** How soon a sandbox is there, and how many pages of 100 metrics it serves on one core, at any depth and size. */
export async function benchSandbox(metrics = 20_000, pages = 6000, runs = 3): Promise<void> {
  const started = await measureMedian(2 * runs - 1, "sandbox-start", () => [metrics]);
  const asked = (which: string, whose = "project", connections = 16, many = metrics) =>
    measureMedian(runs, "sandbox-pages", () => [many, pages, which, whose, connections]);
  const all = await asked("all");
  const four = await asked("all", "project", 4);
  const installations = await asked("all", "installations");
  const first = await asked("first");
  const last = await asked("last");
  const large = await asked("all", "project", 16, LARGE);
  const largeInstallations = await asked("all", "installations", 4, LARGE);
  const rate = ({ seconds }: { readonly seconds: number }) => `${count(pages / seconds)} pages/s`;
  const byClock = (asking: Measured) => `${count(pages / (asking["wall"] ?? 1))} a second by the clock`;

  report(
    "sandbox",
    [
      {
        what: `start with ${count(metrics)} metrics`,
        figure: `${(started.seconds * 1000).toFixed(0)} ms`,
        note: `${((started["cpu"] ?? 0) * 1000).toFixed(0)} ms of them on its core, ${started.peak_mb} MB`,
      },
      {
        what: "pages of 100 of a project, one after the other",
        figure: rate(all),
        note: `of the serving core; ${byClock(all)}, 16 connections`,
      },
      { what: "the same over 4 connections", figure: rate(four), note: byClock(four) },
      { what: "pages of its installations", figure: rate(installations), note: byClock(installations) },
      { what: "the first page, again and again", figure: rate(first) },
      {
        what: "the last full page, again and again",
        figure: rate(last),
        note: `${times(first.seconds / last.seconds)} the first`,
      },
      { what: `a project of ${count(LARGE)} metrics`, figure: rate(large), note: byClock(large) },
      {
        what: "its installations over 4 connections",
        figure: rate(largeInstallations),
        note: byClock(largeInstallations),
      },
    ],
    { metrics, pages, started, all, four, installations, first, last, large, largeInstallations },
  );
}
