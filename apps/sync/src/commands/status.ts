import { describeGrant } from "@argo-acc/core";
import { type MirrorStatus, openMirror } from "@argo-acc/store/mirror";
import { type EntryCounts, ENTRY_STATES, openOutbox } from "@argo-acc/store/outbox";

import { incompleteness } from "../changes/describe-run.ts";
import { leaf } from "../cli/command.ts";
import { formatDuration } from "../cli/duration.ts";
import { EXIT } from "../cli/exit-codes.ts";
import { formatFact } from "../cli/output.ts";
import { nameGrants, refusedWords } from "../cli/results/grant-words.ts";
import { isAbsent, stateFiles } from "../cli/state-files.ts";
import { count, formatAgo, formatBytes, formatMinute, formatNumber } from "../cli/words.ts";

export default leaf({
  name: "status",
  details: [
    "Needs no network and no token. read: when every row was read and proven; agrees: when the service's counts and sums were last the mirror's.",
  ],
  options: {},
  examples: [
    { command: "argo-acc status", does: "one line a fact" },
    {
      command: "argo-acc status --json",
      does: "one object with mirror and outbox, null where there is no file",
    },
  ],
  async run(values, { env, output }) {
    const files = stateFiles(values, env);
    const mirror = readMirror(files.mirror);
    const outbox = readOutbox(files.outbox);
    if (output.json) await output.record({ mirror: mirror?.status ?? null, outbox });
    else {
      const lines = [
        ...(mirror === null
          ? [formatFact("mirror", `none yet: argo-acc pull makes ${files.mirror}`)]
          : mirrorLines(mirror.status)),
        ...(outbox === null
          ? [formatFact("outbox", `none yet: argo-acc add makes ${files.outbox}`)]
          : outboxLines(outbox)),
        ...(mirror === null ? [] : runLines(mirror)),
      ];
      await output.line(lines.join("\n"));
    }
    return EXIT.done;
  },
});

/** What the outbox holds. */
interface OutboxStatus {
  readonly path: string;
  readonly endpoint: string;
  readonly queue: EntryCounts;
  /** When the entry that has waited longest was queued. */
  readonly oldest_pending: string | null;
}

/** A mirror, and what its last run lacked, in words. */
interface MirrorFound {
  readonly status: MirrorStatus;
  readonly lacks: string | undefined;
}

function readMirror(path: string): MirrorFound | null {
  if (isAbsent(path)) return null;
  using mirror = openMirror(path, { readonly: true });
  const status = mirror.status();
  const { last_run: run } = status;
  return { status, lacks: run === null ? undefined : incompleteness(mirror, run) };
}

function readOutbox(path: string): OutboxStatus | null {
  if (isAbsent(path)) return null;
  using outbox = openOutbox(path, { readonly: true });
  const [oldest] = outbox.list({ states: ["pending"], limit: 1 });
  return {
    path: outbox.path,
    endpoint: outbox.endpoint,
    queue: outbox.counts(),
    oldest_pending: oldest?.added_at ?? null,
  };
}

function mirrorLines(status: MirrorStatus): readonly string[] {
  const read = status.read_at === null ? "never read in full" : `read ${formatMinute(status.read_at)}`;
  const agrees = status.agreed_at === null ? [] : [`agrees ${formatMinute(status.agreed_at)}`];
  const state = status.complete ? "complete" : "not complete: argo-acc pull goes on";
  const size = `${count(status.metrics, "metric")}, ${formatBytes(status.bytes)}`;
  const impaired = status.grants.filter((grant) => grant.state === "frozen" || grant.state === "incomplete");
  return [
    formatFact("mirror", [state, read, ...agrees, size].join(" · ")),
    formatFact("", `${new URL(status.endpoint).host} · ${status.path}`),
    ...impaired.map((grant) => {
      const since =
        grant.frozen_since === null
          ? grant.state
          : `not readable since ${formatMinute(grant.frozen_since)}, kept as it was`;
      return formatFact(
        "",
        `${describeGrant(grant.grant)}: ${since}${grant.why === null ? "" : ` (${grant.why})`}`,
      );
    }),
    ...accessLines(status),
  ];
}

/** What the token of the last run may read, and what not. */
function accessLines({ grants, refused }: MirrorStatus): readonly string[] {
  const readable = grants.filter(({ state }) => state !== "frozen").map(({ grant }) => grant);
  const words = refusedWords(refused, grants);
  return [
    ...(readable.length === 0 ? [] : [formatFact("readable", nameGrants(readable))]),
    ...(words === undefined ? [] : [formatFact("refused", words)]),
  ];
}

function outboxLines({ queue, endpoint, path, oldest_pending }: OutboxStatus): readonly string[] {
  const counts = ENTRY_STATES.filter((state) => queue[state] > 0).map(
    (state) => `${formatNumber(queue[state])} ${state}`,
  );
  const oldest =
    oldest_pending === null ? [] : [`oldest pending queued ${formatAgo(oldest_pending, Date.now())}`];
  return [
    formatFact("outbox", counts.length === 0 ? "empty" : [...counts, ...oldest].join(" · ")),
    formatFact("", `${new URL(endpoint).host} · ${path}`),
  ];
}

function runLines({ status: { last_run: run }, lacks = "complete" }: MirrorFound): readonly string[] {
  if (run === null) return [formatFact("last run", "none")];
  const words = `${run.kind} ${formatMinute(run.started_at)}, ${lacks}`;
  if (run.ended_at === null) return [formatFact("last run", words)];
  const took = formatDuration(new Date(run.ended_at).getTime() - new Date(run.started_at).getTime());
  return [formatFact("last run", `${words}, ${count(run.requests, "request")}, ${took}`)];
}
