import { disarm, draw } from "../faults/armed.ts";
import type { MetricView, StoredMetric } from "../metric-view.ts";
import { type Random, randomFrom } from "../random.ts";
import type { World } from "../state/world.ts";
import { CHURN_ACTIONS, type ChurnAction, checkChurn, type ChurnPlan } from "./churn-plan.ts";
import { pickRows } from "./pick-rows.ts";

const DAY_MS = 86_400_000;
const MOST_DAYS = 28;

/** Something that churn did. */
export interface ChurnEvent {
  readonly action: ChurnAction;
  /** The id of the metric. */
  readonly id: string;
  /** Before which request to the service it was done, counted from 1. */
  readonly request: number;
  /** The metric as it was; absent when it was inserted. */
  readonly before?: StoredMetric;
  /** The metric as it became; absent when it was deleted. */
  readonly after?: StoredMetric;
}

/** A plan that is set, and what it has done. */
export interface ChurnState {
  readonly id: number;
  readonly plan: ChurnPlan;
  /** How many requests it was about. */
  readonly requests: number;
  /** Before how many of them it did something. */
  readonly struck: number;
}

/** A request, as far as churn looks at it. */
export interface ChurnTarget {
  /** Method and path below the base path. */
  readonly call: string;
  /** Whether it changes something. */
  readonly changes: boolean;
}

type Armed = { -readonly [field in keyof ChurnState]: ChurnState[field] } & { readonly random: Random };

/** Other people's work on the metrics: done between requests, planned by a seed, and written down. */
export class Churn {
  readonly #world: World;
  readonly #metrics: MetricView;
  readonly #seed: number;
  readonly #armed: Armed[] = [];
  readonly #log: ChurnEvent[] = [];
  #next = 1;
  #requests = 0;

  constructor(world: World, metrics: MetricView, seed: number) {
    this.#world = world;
    this.#metrics = metrics;
    this.#seed = seed;
  }

  /** Sets a plan, given as data or as text, and tells its number. @throws AccConfigError for a bad one */
  add(plan: ChurnPlan | string): number {
    const checked = checkChurn(plan);
    const id = this.#next++;
    const random = randomFrom(`churn ${checked.seed ?? `${id} ${this.#seed}`}`);
    this.#armed.push({ id, plan: checked, requests: 0, struck: 0, random });
    return id;
  }

  /** Takes a plan away, or without a number all of them; whether there was one of this number. The log stays. */
  remove(id?: number): boolean {
    return disarm(this.#armed, id);
  }

  /** The plans that are set, in the order they were. */
  list(): readonly ChurnState[] {
    return this.#armed.map(({ id, plan, requests, struck }) => ({ id, plan, requests, struck }));
  }

  /** What was done, oldest first. */
  log(): readonly ChurnEvent[] {
    return [...this.#log];
  }

  /** Forgets what was done. */
  clearLog(): void {
    this.#log.length = 0;
  }

  /**
   * The metrics that did not exist throughout with one period start: inserted, deleted or moved. A reader that is
   * right has seen every other one that there was when it began.
   */
  unsteady(): ReadonlySet<string> {
    const ids = this.#log.filter(({ action }) => action !== "change" && action !== "reorder");
    return new Set(ids.map(({ id }) => id));
  }

  /** Does what is planned before a request. */
  before(target: ChurnTarget): void {
    this.#requests++;
    for (const armed of this.#armed) {
      if (!isAbout(armed.plan, target)) continue;
      armed.requests++;
      if (!draw(armed.random, armed.plan, armed.requests)) continue;
      armed.struck++;
      for (const action of CHURN_ACTIONS) this.#act(action, armed);
    }
  }

  #act(action: ChurnAction, { plan, random }: Armed): void {
    const { pick = "any", installation } = plan;
    const count = (plan[action] ?? 0) * (action === "reorder" ? 2 : 1);
    const options = { pick: action === "insert" ? "any" : pick, installation, random } as const;
    const rows = pickRows(this.#world.metrics, count, options);
    const ids = rows.map((row) => this.#world.metrics.id(row));
    if (action === "reorder") return this.#reorder(ids);
    for (const id of ids) {
      const before = this.#metrics.get(id);
      if (before !== undefined) this.#change(action, before, random);
    }
  }

  #change(action: Exclude<ChurnAction, "reorder">, before: StoredMetric, random: Random): void {
    const { id } = before;
    switch (action) {
      case "insert": {
        const inserted = this.#metrics.insert(before.installation_id, {
          ...before,
          value: random.below(1000),
        });
        return this.#note(action, inserted, undefined);
      }
      case "delete":
        this.#metrics.delete(id);
        return this.#note(action, id, before);
      case "change":
        this.#metrics.change(id, { value: Number.isFinite(before.value) ? before.value + 1 : 0 });
        return this.#note(action, id, before);
      case "move": {
        const by = (1 + random.below(MOST_DAYS)) * DAY_MS * (random.below(2) === 0 ? -1 : 1);
        this.#metrics.change(id, {
          time_period_start: shifted(before.time_period_start, by),
          time_period_end: shifted(before.time_period_end, by),
        });
        return this.#note(action, id, before);
      }
    }
  }

  #reorder(ids: readonly string[]): void {
    for (let at = 0; at + 1 < ids.length; at += 2) {
      const [one = "", other = ""] = ids.slice(at, at + 2);
      this.#metrics.swap(one, other);
      this.#note("reorder", one, this.#metrics.get(one));
      this.#note("reorder", other, this.#metrics.get(other));
    }
  }

  #note(action: ChurnAction, id: string, before: StoredMetric | undefined): void {
    const after = this.#metrics.get(id);
    this.#log.push({
      action,
      id,
      request: this.#requests,
      ...(before === undefined ? {} : { before }),
      ...(after === undefined ? {} : { after }),
    });
  }
}

function isAbout({ route }: ChurnPlan, { call, changes }: ChurnTarget): boolean {
  return route === undefined ? !changes && /\/metrics(?:$|\/)/.test(call) : call.includes(route);
}

function shifted(instant: string, by: number): string {
  return new Date(Date.parse(instant) + by).toISOString();
}
