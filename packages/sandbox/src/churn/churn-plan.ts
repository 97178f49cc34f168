import { AccConfigError } from "@argo-acc/core";

import { COMMON_PARTS, complaintAbout, joinParts, partExamples, readPart } from "../faults/fault-parts.ts";

/** What can be done to metrics between two requests, in the order it is done. */
export const CHURN_ACTIONS = ["insert", "delete", "change", "move", "reorder"] as const;
export type ChurnAction = (typeof CHURN_ACTIONS)[number];

/** Which metrics it is done to: any, or the first or the last in the order of lists. */
export const CHURN_PICKS = ["any", "early", "late"] as const;
export type ChurnPick = (typeof CHURN_PICKS)[number];

/** What somebody else does to the metrics before a request is answered, each time so many. */
export interface ChurnPlan {
  /** New metrics: as some that are there, with ids and values of their own. Where holes are, they fill them. */
  readonly insert?: number;
  readonly delete?: number;
  /** Another value. */
  readonly change?: number;
  /** Another period: up to four weeks earlier or later, as long as before. */
  readonly move?: number;
  /** Pairs that change places in the order of lists. */
  readonly reorder?: number;
  /** Default `any`. What is inserted is always like any. */
  readonly pick?: ChurnPick;
  /** Only metrics of this installation. */
  readonly installation?: string;
  /** From 0 to 1. Default 1. */
  readonly probability?: number;
  /** Only before the first so many of the requests it is about. Default: all. */
  readonly first?: number;
  /** Only from this one on of the requests it is about, counted from 1. Default 1. */
  readonly from?: number;
  /** Decides what is picked. Default: the sandbox's, with the plan's number. */
  readonly seed?: number;
  /** Only requests whose method and path contain this text. Default: those that read metrics. */
  readonly route?: string;
}

const OPTION_EXAMPLES = `${CHURN_PICKS.join(", ")}, installation=ID, ${partExamples(COMMON_PARTS)}`;
const PLAN_FIELDS = [...CHURN_ACTIONS, "pick", "installation", "route", ...COMMON_PARTS];

/**
 * Reads a plan from text: `ACTION=N[,ACTION=N…][:PART…][@ROUTE]`, where a part is `early` or `late`,
 * `installation=ID`, or what every fault takes: a probability (`0.3`), a count (`1x`), a first request (`4+`), a seed.
 *
 * @example
 * parseChurn("insert=10,delete=10:early:4+:1x"); // before the fourth page: totals stay, ten rows are never read
 * @throws AccConfigError that names the part it cannot read and lists what it can
 */
export function parseChurn(text: string): ChurnPlan {
  const at = text.indexOf("@");
  const [actions = "", ...parts] = (at === -1 ? text : text.slice(0, at)).split(":");
  const wanted = actions.split(",");
  const fields = [
    ...wanted.map((action) => readAction(text, action)),
    ...parts.map((part) => readOption(text, part)),
  ];
  return {
    ...joinParts(
      `churn "${text}"`,
      [...wanted, ...parts],
      fields,
      `${CHURN_ACTIONS.join(", ")}, ${OPTION_EXAMPLES}`,
    ),
    ...(at === -1 ? {} : { route: text.slice(at + 1) }),
  };
}

function readAction(text: string, action: string): ChurnPlan {
  const [, name, count] = /^(\w+)=(\d+)$/.exec(action) ?? [];
  const known = CHURN_ACTIONS.find((one) => one === name);
  if (known !== undefined) return { [known]: Number(count) };
  throw new AccConfigError(`churn "${text}": cannot read "${action}"`, {
    cure: `use one of ${CHURN_ACTIONS.join(", ")} and how many: insert=10`,
  });
}

function readOption(text: string, part: string): ChurnPlan {
  const pick = CHURN_PICKS.find((one) => one === part);
  if (pick !== undefined) return { pick };
  if (part.startsWith("installation=")) return { installation: part.slice("installation=".length) };
  for (const field of COMMON_PARTS) {
    const value = readPart(field, part);
    if (value !== undefined) return { [field]: value };
  }
  throw new AccConfigError(`churn "${text}": cannot read "${part}"`, {
    cure: `use ${OPTION_EXAMPLES}`,
  });
}

/**
 * Checks a plan that comes as data, from code or over the control endpoint; text is read as text.
 *
 * @throws AccConfigError that names the bad field and lists the valid ones
 */
export function checkChurn(data: unknown): ChurnPlan {
  if (typeof data === "string") return parseChurn(data);
  const given = Object.entries(typeof data === "object" && data !== null ? data : {}).filter(
    ([, value]: readonly [string, unknown]) => value !== undefined,
  );
  for (const [field, value] of given) {
    const complaint = complaintAboutField(field, value);
    if (complaint !== undefined) {
      throw new AccConfigError(`churn: ${complaint}`, { cure: `use ${PLAN_FIELDS.join(", ")}` });
    }
  }
  return Object.fromEntries(given);
}

function complaintAboutField(field: string, value: unknown): string | undefined {
  const text = String(value);
  if (CHURN_ACTIONS.some((action) => action === field)) {
    return Number.isSafeInteger(value) && Number(value) >= 0
      ? undefined
      : `${field} is ${text}, not a whole number`;
  }
  if (field === "pick") {
    const isPick = CHURN_PICKS.some((pick) => pick === value);
    return isPick ? undefined : `pick is ${text}, not one of ${CHURN_PICKS.join(", ")}`;
  }
  if (field === "installation" || field === "route")
    return typeof value === "string" ? undefined : `${field} is ${text}, not a text`;
  const part = COMMON_PARTS.find((common) => common === field);
  if (part === undefined) return `there is no "${field}"`;
  const complaint = complaintAbout(part, value);
  return complaint === undefined ? undefined : `${field} is ${text}, ${complaint}`;
}
