import fc from "fast-check";

import { dataset } from "../../src/index.ts";
import type { InProcess } from "./in-process.ts";

/** What is claimed, what is, and what should be. */
export type Claim = readonly [what: string, is: unknown, shouldBe: unknown];

export const DATASET = dataset({ metrics: 0, installations: 3, projects: 1, providers: 2 });
export const PROJECT = DATASET.projects[0]?.id ?? "";
export const INSTALLATIONS = DATASET.installations.map(({ id }) => id);
const DEFINITIONS = DATASET.definitions.slice(0, 3).map((definition) => definition.metric_definition_id);

/** A metric as we remember it. */
export interface Known {
  readonly installation: string;
  readonly definition: string;
  readonly start: number;
  readonly end: number;
  readonly value: number;
  readonly group: string | undefined;
}

export const day = (number: number) => Date.UTC(2024, 0, 1) + number * 86_400_000;
export const instant = (ms: number) => new Date(ms).toISOString().replace(".000Z", "Z");

const installation = fc.constantFrom(...INSTALLATIONS);
const definition = fc.constantFrom(...DEFINITIONS);
const start = fc.integer({ min: 0, max: 95 }).map(day);
const length = fc.integer({ min: 1, max: 40 });
const value = fc.integer({ min: -1_000_000, max: 1_000_000 });
const group = fc.constantFrom(undefined, "a", "b");

const metric = fc
  .record({ installation, definition, start, length, value, group })
  .map(({ length: days, ...rest }): Known => ({ ...rest, end: rest.start + days * 86_400_000 }));

/** What somebody may do, valid or not. */
export const operations = fc.oneof(
  { weight: 6, arbitrary: metric.map((added) => ({ kind: "add" as const, added })) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("patch" as const),
      which: fc.nat(),
      /** Through the path of any installation: whose the metric is is not checked. */
      through: installation,
      definition,
      start,
      length,
      value,
      group,
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("delete" as const), which: fc.nat() }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("capacity" as const),
      installation,
      definition,
      at: start,
      value: fc.integer({ min: 1, max: 500 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("invalid" as const),
      installation,
      mistake: fc.constantFrom(
        "reversed",
        "no definition",
        "no number",
        "future",
        "viewer",
        "nothing",
        "unknown id",
      ),
    }),
  },
);
type Operation = typeof operations extends fc.Arbitrary<infer T> ? T : never;

/** A body that says what a metric is. */
function bodyOf(known: Known) {
  return {
    metric_definition_id: known.definition,
    time_period_start: instant(known.start),
    time_period_end: instant(known.end),
    value: known.value,
    ...(known.group === undefined ? {} : { group_id: known.group }),
  };
}

const GOOD: Known = {
  installation: "",
  definition: DEFINITIONS[0] ?? "",
  start: day(0),
  end: day(1),
  value: 1,
  group: undefined,
};

const MISTAKES: Readonly<
  Record<string, { readonly status: number; readonly body?: unknown; readonly as?: string }>
> = {
  reversed: { status: 400, body: bodyOf({ ...GOOD, start: day(2) }) },
  "no definition": { status: 404, body: bodyOf({ ...GOOD, definition: "0".repeat(24) }) },
  "no number": { status: 500, body: { ...bodyOf(GOOD), value: "many" } },
  future: { status: 400, body: bodyOf({ ...GOOD, end: Date.UTC(2030, 0, 1) }) },
  viewer: { status: 403, body: bodyOf(GOOD), as: "pv" },
  nothing: { status: 400 },
};

/** Does an operation to the service and to what we remember; tells what the service said and what was due. */
export function apply(service: InProcess, known: Map<string, Known>, operation: Operation): Claim {
  switch (operation.kind) {
    case "add":
      return add(service, known, operation.added);
    case "capacity": {
      const path = `/installations/${operation.installation}/capacities`;
      const body = {
        metric_definition_id: operation.definition,
        value: operation.value,
        registered_on: instant(operation.at).slice(0, 10),
      };
      const { status } = service.send(`POST ${path}`, { body });
      return ["capacity", status === 409 ? 200 : status, 200]; // the same one may come again
    }
    case "invalid": {
      const path = `/installations/${operation.installation}/metrics`;
      const { status = 404, ...request } = MISTAKES[operation.mistake] ?? {};
      const call = operation.mistake === "unknown id" ? `DELETE ${path}/${"f".repeat(24)}` : `POST ${path}`;
      return [operation.mistake, service.send(call, request).status, status];
    }
    default:
      return changeOne(service, known, operation);
  }
}

function add(service: InProcess, known: Map<string, Known>, added: Known): Claim {
  const { status, body } = service.send(`POST /installations/${added.installation}/metrics`, {
    body: bodyOf(added),
  });
  known.set(String(body["metric_id"]), added);
  return ["add", status, 201];
}

type OneOfKnown = Extract<Operation, { readonly which: number }>;

function changeOne(service: InProcess, known: Map<string, Known>, operation: OneOfKnown): Claim {
  const [id, before] = [...known][operation.which % Math.max(1, known.size)] ?? [];
  if (id === undefined || before === undefined) return [operation.kind, "nothing there", "nothing there"];
  const path = `/installations/${before.installation}/metrics/${id}`;
  if (operation.kind === "delete") {
    known.delete(id);
    return ["delete", service.send(`DELETE ${path}`).status, 200];
  }
  const after = {
    ...before,
    definition: operation.definition,
    start: operation.start,
    end: operation.start + operation.length * 86_400_000,
    value: operation.value,
    group: operation.group ?? before.group,
  };
  known.set(id, after);
  const call = `PATCH /installations/${operation.through}/metrics/${id}`;
  return ["patch", service.send(call, { body: bodyOf(after) }).status, 200];
}
