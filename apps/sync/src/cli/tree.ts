import type { Leaf } from "./command.ts";

/** A command, imported when it is needed: the others cost nothing at start. */
export interface LazyLeaf {
  /** For the list of commands, which is shown without importing them. */
  readonly summary: string;
  load(): Promise<{ readonly default: Leaf }>;
}

/** Commands under one word. */
export interface Group {
  readonly summary: string;
  readonly commands: Readonly<Record<string, LazyLeaf>>;
}

/** Every command of argo-acc, in the order of the help. */
export const tree: Readonly<Record<string, LazyLeaf | Group>> = {
  pull: { summary: "Bring the mirror up to date", load: () => import("../commands/pull.ts") },
  push: { summary: "Send what is queued", load: () => import("../commands/push.ts") },
  sync: { summary: "Push, then pull: the scheduled job", load: () => import("../commands/sync.ts") },
  add: { summary: "Queue metrics", load: () => import("../commands/add.ts") },
  queue: {
    summary: "See and settle what is queued",
    commands: {
      list: { summary: "List the entries of the outbox", load: () => import("../commands/queue-list.ts") },
      show: { summary: "Show entries in full", load: () => import("../commands/queue-show.ts") },
      retry: { summary: "Send rejected entries again", load: () => import("../commands/queue-retry.ts") },
      drop: { summary: "Give entries up", load: () => import("../commands/queue-drop.ts") },
    },
  },
  export: {
    summary: "Write the mirror's rows as CSV or JSON lines",
    load: () => import("../commands/export.ts"),
  },
  query: { summary: "Ask the mirror in SQL", load: () => import("../commands/query.ts") },
  changes: {
    summary: "Tell what a run, or a month of them, changed",
    load: () => import("../commands/changes.ts"),
  },
  status: {
    summary: "Say what the files hold and how fresh it is",
    load: () => import("../commands/status.ts"),
  },
  verify: {
    summary: "Prove that the mirror is what the service reports",
    load: () => import("../commands/verify.ts"),
  },
  backup: {
    summary: "Copy the mirror into one file, also while a pull runs",
    load: () => import("../commands/backup.ts"),
  },
  sandbox: {
    summary: "Run the service in memory, for trying things out",
    load: () => import("../commands/sandbox.ts"),
  },
  demo: { summary: "Show the whole path on a service in memory", load: () => import("../commands/demo.ts") },
};
