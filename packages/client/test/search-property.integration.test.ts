import {
  AccClient,
  allOf,
  anyOf,
  everything,
  instantIs,
  isAbsent,
  isPresent,
  type MetricTextField,
  type SearchQuery,
  textAfter,
  textBefore,
  textFrom,
  textIs,
  textIsNot,
  textMatches,
  textUntil,
  valueIs,
} from "@argo-acc/client";
import { comparePaths, metricPath, type MetricItem } from "@argo-acc/core";
import { type Sandbox, startSandbox } from "@argo-acc/sandbox";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";

import { ODD_DATASET, ODD_TEXTS } from "./support/odd-dataset.ts";

/** A query, and what its words say of a metric that is there. */
interface Said {
  readonly query: SearchQuery;
  readonly means: (metric: MetricItem) => boolean;
}

let sandbox: Sandbox;
let acc: AccClient;
let all: MetricItem[];
beforeAll(async () => {
  sandbox = await startSandbox({ dataset: ODD_DATASET });
  acc = new AccClient({ endpoint: sandbox.endpoint, token: sandbox.token("norole") });
  all = await acc.metrics.search(everything(), { pageSize: 1000 }).toArray();
});
afterAll(() => sandbox.close());

const infrastructures = new Map(ODD_DATASET.installations.map((one) => [one.id, one.infrastructure]));

const FIELDS: Readonly<Record<string, (metric: MetricItem) => string | null | undefined>> = {
  group_id: (metric) => metric.group_id,
  user_id: (metric) => metric.user_id,
  resource_id: metricPath,
  project_id: (metric) => metric.project_id,
  project: (metric) => metric.project,
  installation_id: (metric) => metric.installation_id,
  installation: (metric) => `name of ${metric.installation_id}`,
  infrastructure: (metric) => infrastructures.get(metric.installation_id),
  resource: (metric) => metric.resource,
  metric_definition_id: (metric) => metric.metric_definition_id,
};

const textField = fc.constantFrom(
  "group_id",
  "user_id",
  "resource_id",
  "project_id",
  "project",
  "installation_id",
  "installation",
  "infrastructure",
  "resource",
  "metric_definition_id",
) satisfies fc.Arbitrary<MetricTextField>;

const someText = fc.constantFrom(
  ...ODD_TEXTS,
  "P",
  "P.",
  "P/",
  "p-1",
  "acronym of P",
  `P.${"v".repeat(24)}.${"1".repeat(24)}`,
  "1".repeat(24),
  `name of ${"2".repeat(24)}`,
  "cloud",
  "R",
  "e".repeat(24),
  "E".repeat(24),
);

/** How a stored text lies to one that is asked for: below 0 before it, `undefined` if there is none. */
function lies(field: MetricTextField, metric: MetricItem, text: string): number | undefined {
  const stored = FIELDS[field]?.(metric);
  return stored === null || stored === undefined ? undefined : comparePaths(stored, text);
}

const TEXT_WORDS = [
  { say: textIs, holds: (order: number | undefined) => order === 0 },
  { say: textIsNot, holds: (order: number | undefined) => order !== 0 },
  { say: textFrom, holds: (order: number | undefined) => order !== undefined && order >= 0 },
  { say: textAfter, holds: (order: number | undefined) => order !== undefined && order > 0 },
  { say: textUntil, holds: (order: number | undefined) => order !== undefined && order <= 0 },
  { say: textBefore, holds: (order: number | undefined) => order !== undefined && order < 0 },
] as const;

const saysText = fc
  .tuple(fc.constantFrom(...TEXT_WORDS), textField, someText)
  .map(([{ say, holds }, field, text]): Said => ({
    query: say(field, text),
    means: (metric) => holds(lies(field, metric, text)),
  }));

const saysPattern = fc
  .tuple(textField, fc.constantFrom("g", "g.1", "G.*", "p(-1)?", ".+", "", "acronym", "name of 1+"))
  .map(([field, pattern]): Said => ({
    query: textMatches(field, pattern),
    means: (metric) => new RegExp(`^(?:${pattern})$`, "i").test(FIELDS[field]?.(metric) ?? "\n"),
  }));

const saysPresence = fc
  .tuple(fc.boolean(), fc.constantFrom("group_id", "user_id", "infrastructure", "resource"))
  .map(([present, field]): Said => ({
    query: present ? isPresent(field) : isAbsent(field),
    means: (metric) => (typeof FIELDS[field]?.(metric) === "string") === present,
  }));

const COMPARE = {
  eq: (a: number, b: number) => a === b,
  neq: (a: number, b: number) => a !== b,
  lt: (a: number, b: number) => a < b,
  lte: (a: number, b: number) => a <= b,
  gt: (a: number, b: number) => a > b,
  gte: (a: number, b: number) => a >= b,
} as const;

const saysNumber = fc
  .tuple(fc.constantFrom("eq", "neq", "lt", "lte", "gt", "gte"), fc.constantFrom(0, -0, 1, 0.5, -1, 1e21, 3))
  .map(([operand, value]): Said => ({
    query: valueIs(operand, value),
    means: (metric) => COMPARE[operand](metric.value, value),
  }));

const saysInstant = fc
  .tuple(
    fc.constantFrom("time_period_start", "time_period_end"),
    fc.constantFrom("eq", "lt", "lte", "gt", "gte"),
    fc.integer({ min: -1, max: 8 }),
    fc.constantFrom("number", "text", "offset"),
  )
  .map(([field, operand, second, form]): Said => {
    const ms = Date.parse("2024-01-01T00:00:00Z") + second * 1000;
    const texts = { text: new Date(ms).toISOString(), offset: withOffset(ms) };
    return {
      query: instantIs(field, operand, form === "number" ? ms : texts[form]),
      means: (metric) => COMPARE[operand](Date.parse(metric[field]), ms),
    };
  });

function withOffset(ms: number): string {
  return `${new Date(ms + 2 * 3_600_000).toISOString().slice(0, 19)}+02:00`;
}

const { said } = fc.letrec<{ said: Said; joined: Said }>((tie) => ({
  said: fc.oneof(
    { maxDepth: 3 },
    { arbitrary: saysText, weight: 4 },
    { arbitrary: saysPattern, weight: 1 },
    { arbitrary: saysPresence, weight: 1 },
    { arbitrary: saysNumber, weight: 2 },
    { arbitrary: saysInstant, weight: 2 },
    { arbitrary: tie("joined"), weight: 6 },
  ),
  joined: fc
    .tuple(fc.boolean(), fc.array(tie("said"), { minLength: 1, maxLength: 4 }))
    .map(([every, parts]): Said => ({
      query: (every ? allOf : anyOf)(...parts.map(({ query }) => query)),
      means: (metric) =>
        every ? parts.every(({ means }) => means(metric)) : parts.some(({ means }) => means(metric)),
    })),
}));

test("a query finds exactly the metrics that its words say", async () => {
  expect(all).toHaveLength(120);
  await fc.assert(
    fc.asyncProperty(said, async ({ query, means }) => {
      const found = await acc.metrics.search(query, { pageSize: 1000 }).toArray();

      expect(found.map(({ id }) => id).toSorted()).toEqual(
        all
          .filter(means)
          .map(({ id }) => id)
          .toSorted(),
      );
    }),
    { numRuns: 300 },
  );
});
