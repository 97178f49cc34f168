import { formatInstant } from "@argo-acc/core";

import { ID_DIGITS } from "../state/metric-ids.ts";
import type { World } from "../state/world.ts";
import { ByteWriter } from "./byte-writer.ts";
import { printJavaDouble } from "./java-double.ts";
import { brokenInside } from "./refusal.ts";
import { definitionShape } from "./shapes.ts";

/** What the metrics of a context have in common, printed. */
interface ContextParts {
  readonly names: Uint8Array;
  readonly definition: Uint8Array;
}

interface Period {
  readonly end: number;
  readonly text: Uint8Array;
}

interface Printed {
  readonly contexts: ContextParts[];
  readonly groups: Uint8Array[];
  readonly users: Uint8Array[];
  /** By start; of one start, the period that was printed last. */
  readonly periods: Map<number, Period>;
  /** The definitions that the contexts were printed with. */
  definitions: number;
}

const FIRST = bytesOf('{"id":"');
const NEXT = bytesOf(',{"id":"');
const MOST_PERIODS = 10_000;
const printedParts = new WeakMap<World, Printed>();
const writer = new ByteWriter();

/**
 * Prints metrics as lists and search do, with a text before and after them. A definition that no longer exists makes it
 * a 500.
 *
 * Pages are most of what a sandbox is asked for: whatever repeats is printed once, and copied as bytes.
 */
export function printMetricItems(world: World, rows: Int32Array, head: string, tail: string): Uint8Array {
  const printed = printedOf(world);
  const parts = Array.from(rows, (row) => contextParts(world, printed, row));
  writer.clear();
  writer.bytes(bytesOf(head));
  for (const [at, row] of rows.entries()) {
    writer.bytes(at === 0 ? FIRST : NEXT);
    printItem(world, printed, parts[at] as ContextParts, row);
  }
  writer.bytes(bytesOf(tail));
  return writer.copy();
}

function printItem({ metrics }: World, printed: Printed, parts: ContextParts, row: number): void {
  writer.fill(ID_DIGITS, (bytes, at) => metrics.ids.print(row, bytes, at));
  writer.bytes(period(printed, metrics.start(row), metrics.end(row)));
  printJavaDouble(writer, metrics.value(row));
  writer.bytes(parts.names);
  const group = metrics.group(row);
  if (group >= 0) writer.bytes((printed.groups[group] ??= field("group_id", metrics.groups.text(group))));
  const user = metrics.user(row);
  if (user >= 0) writer.bytes((printed.users[user] ??= field("user_id", metrics.users.text(user))));
  writer.bytes(parts.definition);
}

function printedOf(world: World): Printed {
  let printed = printedParts.get(world);
  if (printed === undefined) {
    printed = {
      contexts: [],
      groups: [],
      users: [],
      periods: new Map(),
      definitions: world.definitionsVersion,
    };
    printedParts.set(world, printed);
  }
  if (printed.definitions !== world.definitionsVersion) {
    printed.contexts.length = 0;
    printed.definitions = world.definitionsVersion;
  }
  return printed;
}

/** Metrics share their periods. */
function period({ periods }: Printed, start: number, end: number): Uint8Array {
  const known = periods.get(start);
  if (known?.end === end) return known.text;
  const text = bytesOf(
    `","time_period_start":"${formatInstant(start)}","time_period_end":"${formatInstant(end)}","value":`,
  );
  if (periods.size >= MOST_PERIODS) periods.clear();
  periods.set(start, { end, text });
  return text;
}

function contextParts(world: World, { contexts }: Printed, row: number): ContextParts {
  const number = world.metrics.contextNumber(row);
  const known = contexts[number];
  if (known !== undefined) return known;
  const { project, provider, installation_id, project_id, resource, metric_definition_id } =
    world.metrics.contexts.get(number);
  const definition = world.definitions.get(metric_definition_id);
  if (definition === undefined) {
    throw brokenInside(`The metric definition ${metric_definition_id} of a metric no longer exists.`);
  }
  const names = {
    project,
    provider,
    installation_id,
    project_id,
    ...(resource === null ? {} : { resource }),
  };
  const parts = {
    names: bytesOf(`,${JSON.stringify(names).slice(1, -1)}`),
    definition: bytesOf(`,"metric_definition":${JSON.stringify(definitionShape(definition))}}`),
  };
  contexts[number] = parts;
  return parts;
}

function field(name: string, text = ""): Uint8Array {
  return bytesOf(`,"${name}":${JSON.stringify(text)}`);
}

function bytesOf(text: string): Uint8Array {
  return Buffer.from(text);
}
