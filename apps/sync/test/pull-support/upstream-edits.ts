import type { Sandbox, StoredMetric } from "@argo-acc/sandbox";

const MONTH_MS = 30 * 24 * 3_600_000;

/** Changes the service's metrics at random: some come, some go, some get another value, some another start. */
export function editUpstream({ metrics }: Sandbox, below: (n: number) => number): void {
  const all = metrics.list();
  const any = (): StoredMetric => {
    const [metric] = all.splice(below(all.length), 1);
    if (metric === undefined) throw new Error("the service has no metrics left");
    return metric;
  };
  for (let times = 0; times < 4; times++) {
    const like = any();
    const { id: _id, creator_id: _creator, project_id: _project, provider: _provider, ...fields } = like;
    metrics.insert(like.installation_id, { ...fields, value: below(1000) / 8 });
    metrics.delete(any().id);
    metrics.change(any().id, { value: below(1000) / 8 });
    const moved = any();
    const by = (below(2) === 0 ? -1 : 1) * (1 + below(3)) * MONTH_MS;
    metrics.change(moved.id, {
      time_period_start: later(moved.time_period_start, by),
      time_period_end: later(moved.time_period_end, by),
    });
  }
}

function later(instant: string, byMs: number): string {
  return new Date(Date.parse(instant) + byMs).toISOString();
}
