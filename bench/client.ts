import { measure, measureMedian, serve } from "./measure.ts";
import { count, report } from "./report.ts";

/** What the client adds to a request, what checking a page costs, and whether a long walk keeps its memory. */
export async function benchClient(turns = 15, runs = 3, pages = 10_000): Promise<void> {
  const sent = await measure("client-overhead", [turns]);
  const checked = await measureMedian(runs, "validate-page", () => [3000]);

  await using service = await serve(pages * 100, { projects: 1 });
  const walk = (limit: number) =>
    measure("walk-list", [service.endpoint, service.token, service.project, "list", limit * 100]);
  const walks = [await walk(pages / 10), await walk(pages)];

  const added = (name: string) => us((sent[`${name}_cpu_us`] ?? 0) - (sent["fetch_cpu_us"] ?? 0));
  const each = (seconds = 0) => us((seconds / (checked["times"] ?? 1)) * 1e6);
  report(
    "client",
    [
      {
        what: "a request with bare fetch and JSON.parse",
        figure: us(sent["fetch_us"]),
        note: `${us(sent["fetch_cpu_us"])} of it on the client's core`,
      },
      {
        what: "the same with acc.request",
        figure: us(sent["request_us"]),
        note: `+${added("request")} on the client's core`,
      },
      {
        what: "the same with a method that checks",
        figure: us(sent["get_us"]),
        note: `+${added("get")} on the client's core`,
      },
      {
        what: "checking a page of 100 metrics",
        figure: each(checked.seconds),
        note: `JSON.parse of it ${each(checked["parsed"])}`,
      },
      ...walks.map(({ seconds, peak_mb: peak, live_mb: live, metrics = 0 }) => ({
        what: `walk of ${count(metrics / 100)} pages`,
        figure: `${live} MB`,
        note: `live at its end; ${peak} MB resident at most, ${seconds.toFixed(1)} s, ${count(metrics / seconds)} metrics/s`,
      })),
    ],
    { sent, checked, walks },
  );
}

function us(value = 0): string {
  return `${value.toFixed(0)} µs`;
}
