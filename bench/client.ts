import { measure, measureMedian, serve } from "./measure.ts";
import { count, report, times } from "./report.ts";

/** What the client adds to a request, what checking a page costs, and whether a long walk keeps its memory. */
export async function benchClient(requests = 5000, runs = 3, pages = 10_000): Promise<void> {
  const sent = (how: string) => measureMedian(runs, "client-overhead", () => [how, requests]);
  const bare = await sent("fetch");
  const raw = await sent("request");
  const typed = await sent("get");
  const checked = await measureMedian(runs, "validate-page", () => [3000]);

  await using service = await serve(pages * 100, { projects: 1 });
  const walk = (limit: number) =>
    measure("walk-list", [service.endpoint, service.token, service.project, "list", limit * 100]);
  const short = await walk(pages / 10);
  const long = await walk(pages);

  const each = (seconds: number, of = requests) => `${((seconds / of) * 1e6).toFixed(0)} µs`;
  const cpu = (step: typeof bare) => step["cpu"] ?? 0;
  report(
    "client",
    [
      {
        what: "a request with bare fetch and JSON.parse",
        figure: each(bare.seconds),
        note: `${each(cpu(bare))} of it on the client's core`,
      },
      {
        what: "the same with acc.request",
        figure: each(raw.seconds),
        note: `+${each(cpu(raw) - cpu(bare))} on the client's core`,
      },
      {
        what: "the same with a method that checks",
        figure: each(typed.seconds),
        note: `+${each(cpu(typed) - cpu(bare))} on the client's core`,
      },
      {
        what: "checking a page of 100 metrics",
        figure: each(checked.seconds, checked["times"]),
        note: `JSON.parse of it ${each(checked["parsed"] ?? 0, checked["times"])}`,
      },
      {
        what: `walk of ${count(pages / 10)} pages`,
        figure: `${short.peak_mb} MB`,
        note: `${short.seconds.toFixed(1)} s, ${count((short["metrics"] ?? 0) / short.seconds)} metrics/s`,
      },
      {
        what: `walk of ${count(pages)} pages`,
        figure: `${long.peak_mb} MB`,
        note: `${times(long.peak_mb / short.peak_mb)} the shorter; ${long.seconds.toFixed(1)} s, ${long["requests"]} requests`,
      },
    ],
    { requests, bare, raw, typed, checked, short, long },
  );
}
