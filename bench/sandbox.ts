import { measureMedian } from "./measure.ts";
import { count, report, times } from "./report.ts";

/** How soon a sandbox is there, and how many pages of 100 metrics it serves on one core, at any depth. */
export async function benchSandbox(metrics = 20_000, pages = 6000, runs = 3): Promise<void> {
  const started = await measureMedian(2 * runs - 1, "sandbox-start", () => [metrics]);
  const asked = (which: string) => measureMedian(runs, "sandbox-pages", () => [metrics, pages, which]);
  const all = await asked("all");
  const first = await asked("first");
  const last = await asked("last");
  const rate = ({ seconds }: { readonly seconds: number }) => `${count(pages / seconds)} pages/s`;

  report(
    "sandbox",
    [
      {
        what: `start with ${count(metrics)} metrics`,
        figure: `${(started.seconds * 1000).toFixed(0)} ms`,
        note: `${((started["cpu"] ?? 0) * 1000).toFixed(0)} ms of them on its core, ${started.peak_mb} MB`,
      },
      {
        what: "pages of 100, one after the other",
        figure: rate(all),
        note: `of the serving core; ${count(pages / (all["wall"] ?? 1))} a second by the clock, 16 in flight`,
      },
      { what: "the first page, again and again", figure: rate(first) },
      {
        what: "the last full page, again and again",
        figure: rate(last),
        note: `${times(first.seconds / last.seconds)} the first`,
      },
    ],
    { metrics, pages, started, all, first, last },
  );
}
