import { copyFileSync } from "node:fs";

import { isAccError } from "@argo-acc/core";
import type { Sandbox } from "@argo-acc/sandbox";
import { type Mirror, openMirror } from "@argo-acc/store/mirror";

import { pull, type PullOptions, type PullResult } from "../../src/pull/pull.ts";
import { complainOfChange, complainOfLoss, complainOfRead } from "./complaints.ts";
import { answering } from "./routes.ts";
import { shown } from "./shown.ts";
import { WRONG_ANSWERS } from "./wrong-answers.ts";
import { linesOfMirror } from "../pull-support/compare.ts";
import { IMPATIENT } from "../pull-support/intercept.ts";
import { type PullWorld, pullWorld } from "../pull-support/pull-world.ts";

const DATASET = { projects: 2, providers: 2, installations: 4, months: 3, metrics: 60 };
const ANSWERS = Object.keys(WRONG_ANSWERS);
const SEARCHES = "POST /metrics/search, rows";

/** Answers that are asked again at once, because it says nothing but that the service failed for a moment. */
export const HEALED = ["500", "502 with a page of HTML", "a body that breaks off"];

/** A window that contradicts itself is asked again and cut small, some hundred requests: once is enough. */
const SLOW: ReadonlySet<string> = new Set([
  "500",
  "an empty list, and the right total",
  "a list that leaves out rows, and the right total",
  "a total too high",
  "a total too low",
]);

/** Who pulls, and how. */
export interface Caller {
  readonly role: string;
  readonly readBy?: "pages";
}

function runsOf({ readBy }: Caller): PullOptions[] {
  return [{ readBy }, { readBy, full: true }];
}

/** Others write a little: more metrics than before, so that a count tells, and one taken away. */
function change({ metrics, state }: Sandbox): void {
  const [installation] = state.installations.keys(); // which everybody here may read
  const [first, second] = metrics.list({ installation });
  if (first === undefined || second === undefined) throw new Error("the dataset has no metrics");
  metrics.delete(first.id);
  for (const value of [1, 2]) metrics.insert(second.installation_id, { ...second, value });
  metrics.change(second.id, { value: second.value + 1 });
}

/** Every route that pulls of a caller ask, of a service at rest and of one where others write. */
export async function routesAsked(caller: Caller): Promise<string[]> {
  await using world = await pullWorld({ dataset: DATASET });
  const { role, readBy } = caller;
  const routes = new Set<string>();
  const fetch = answering(world.sandbox, (route, answer) => {
    routes.add(route);
    return answer;
  });
  for (const options of [{ readBy }, ...runsOf(caller)]) {
    await pull(world.as(role, { fetch }), world.mirror, options);
  }
  for (const options of runsOf(caller)) {
    change(world.sandbox);
    await pull(world.as(role, { fetch }), world.mirror, options);
  }
  return [...routes].toSorted();
}

/** Who gets which answer, and where. */
interface WrongAnswerTo {
  readonly role: string;
  readonly route: string;
  readonly answer: string;
  readonly options: PullOptions | undefined;
  /** Only to the first so many calls. Default: to all. */
  readonly times?: number;
}

/** A pull of a service that answers wrongly on one route; `undefined` if it threw, which must be an error of ours. */
async function pullOf(world: PullWorld, mirror: Mirror, how: WrongAnswerTo): Promise<PullResult | undefined> {
  let times = how.times ?? Number.POSITIVE_INFINITY;
  const wrong = WRONG_ANSWERS[how.answer];
  const fetch = answering(world.sandbox, (route, answer) =>
    route === how.route && times-- > 0 && wrong !== undefined ? wrong(answer) : answer,
  );
  try {
    return await pull(world.as(how.role, { fetch, clock: IMPATIENT }), mirror, how.options);
  } catch (error) {
    if (!isAccError(error)) throw error;
    return undefined;
  }
}

/** A mirror as another one is now. */
function copyOf(world: PullWorld, name: string): Mirror {
  world.mirror.database.pragma("wal_checkpoint(TRUNCATE)");
  copyFileSync(world.mirror.path, world.mirror.path.replace("mirror.db", name));
  return openMirror(world.mirror.path.replace("mirror.db", name), { endpoint: world.mirror.endpoint });
}

/**
 * Gives a caller each wrong answer on one route, wherever a pull asks it: of a service that stands still, into a new mirror,
 * and after changes.
 *
 * @returns what pulls did that they must not do, in words
 */
export async function judgeAnswers(caller: Caller, route: string): Promise<string[]> {
  const { role, readBy } = caller;
  await using world = await pullWorld({ dataset: DATASET });
  const { sandbox } = world;
  await pull(world.as(role), world.mirror, { readBy });
  const before = shown(world.mirror);
  const lines = linesOfMirror(world.mirror);
  const wrong: string[] = [];
  for (const { answer, options } of runsUnder(caller, route)) {
    using mirror = copyOf(world, "unchanged.db");
    const result = await pullOf(world, mirror, { role, route, answer, options });
    const complaints = [...complainOfChange(mirror, before), ...complainOfRead(sandbox, mirror, result)];
    wrong.push(...complaints.map((words) => `${answer}, ${JSON.stringify(options)}: ${words}`));
  }
  for (const answer of ANSWERS) {
    using mirror = world.anotherMirror(`${answer}.db`);
    const result = await pullOf(world, mirror, { role, route, answer, options: { readBy } });
    const complaints = complainOfRead(sandbox, mirror, result);
    wrong.push(...complaints.map((words) => `${answer}, into a new mirror: ${words}`));
  }
  change(sandbox);
  for (const { answer, options } of runsUnder(caller, route)) {
    using mirror = copyOf(world, "changed.db");
    const result = await pullOf(world, mirror, { role, route, answer, options });
    const complaints = [
      ...complainOfLoss(sandbox, mirror, lines),
      ...complainOfRead(sandbox, mirror, result),
    ];
    wrong.push(
      ...complaints.map((words) => `${answer}, ${JSON.stringify(options)}, after changes: ${words}`),
    );
  }
  return wrong;
}

function runsUnder(caller: Caller, route: string) {
  return ANSWERS.flatMap((answer) => {
    const runs = route === SEARCHES && SLOW.has(answer) ? runsOf(caller).slice(1) : runsOf(caller);
    return runs.map((options) => ({ answer, options }));
  });
}

/** What came of wrong answers that are given once each. */
export interface OnceJudged {
  /** What pulls did that they must not do, in words. */
  readonly wrong: readonly string[];
  /** Which answer on which route did not keep a pull from having everything right. */
  readonly healed: readonly string[];
}

/** Gives a caller each wrong answer on each of its routes, and honest ones from then on. */
export async function judgeAnswersOnce(caller: Caller, routes: readonly string[]): Promise<OnceJudged> {
  const { role, readBy } = caller;
  await using world = await pullWorld({ dataset: DATASET });
  const { sandbox } = world;
  await pull(world.as(role), world.mirror, { readBy });
  change(sandbox);
  const wrong: string[] = [];
  const healed: string[] = [];
  const options = { readBy, full: true };
  for (const route of routes) {
    for (const answer of ANSWERS) {
      using mirror = copyOf(world, "once.db");
      const result = await pullOf(world, mirror, { role, route, answer, options, times: 1 });
      const complaints = complainOfRead(sandbox, mirror, result);
      wrong.push(...complaints.map((words) => `${answer} on ${route}: ${words}`));
      const { added, changed, gone } = result?.rows ?? {};
      const isRight = result?.complete && added === 2 && changed === 1 && gone === 1;
      if (isRight === true) healed.push(`${answer} on ${route}`);
    }
  }
  return { wrong, healed };
}
