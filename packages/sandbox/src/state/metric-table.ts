import { Dictionary } from "./dictionary.ts";
import { MetricContexts } from "./metric-contexts.ts";
import { MetricIds } from "./metric-ids.ts";
import type { MetricContext, MetricRow } from "./metric-row.ts";
import { PathIndex } from "./path-index.ts";

const HOLE = -1;
const cell = (column: Float64Array | Int32Array, at: number) => column[at] as number;

interface Stored {
  readonly id: string;
  readonly context: number;
  readonly row: MetricRow;
}

/**
 * All metrics, one column a field, about 50 bytes a metric. A row is a place in the order of insertion; a deleted
 * row leaves a hole that the next new metric fills.
 */
export class MetricTable {
  /** Rises with every change, so that results can be kept as long as it stands still. */
  version = 0;
  readonly groups = new Dictionary();
  readonly users = new Dictionary();
  readonly contexts = new MetricContexts();
  readonly ids = new MetricIds();
  readonly #byPath = new PathIndex((row) => cell(this.#start, row));
  readonly #holes: number[] = [];
  #slots = 0;
  #capacity = 0;
  #start = new Float64Array(0);
  #end = new Float64Array(0);
  #value = new Float64Array(0);
  #context = new Int32Array(0);
  #group = new Int32Array(0);
  #user = new Int32Array(0);

  /** How many metrics there are. */
  get size(): number {
    return this.#slots - this.#holes.length;
  }

  /** How many rows there are, holes included. */
  get slots(): number {
    return this.#slots;
  }

  /** The paths (`project.provider.installation`) that have or had metrics. */
  paths(): IterableIterator<string> {
    return this.#byPath.paths();
  }

  /** Adds a metric and tells its row: the hole left last, else a new one at the end. */
  insert(id: string, context: number, metric: MetricRow): number {
    const row = this.#holes.pop() ?? this.#append();
    this.ids.set(row, id);
    this.#write(row, context, metric);
    this.#byPath.add(this.contexts.path(context), row, row === this.#slots - 1);
    this.version++;
    return row;
  }

  /** Replaces what a metric says. The context must be of the same installation. */
  update(row: number, context: number, metric: MetricRow): void {
    this.#byPath.restart(this.path(row), row, () => this.#write(row, context, metric));
    this.version++;
  }

  remove(row: number): void {
    this.#byPath.remove(this.path(row), row);
    this.ids.remove(row);
    this.#context[row] = HOLE;
    this.#holes.push(row);
    this.version++;
  }

  /** Lets two metrics change places in the order of insertion. */
  swap(a: number, b: number): void {
    if (a === b) return;
    const first = this.#stored(a);
    const second = this.#stored(b);
    this.remove(a);
    this.remove(b);
    this.insert(first.id, first.context, first.row); // into the hole left last: b
    this.insert(second.id, second.context, second.row);
  }

  /** The row of an id, in either case; `undefined` if no metric has it. */
  find(id: string): number | undefined {
    return this.ids.find(id, () => this.rows());
  }

  /** The rows there are, in the order of insertion. */
  *rows(): Generator<number> {
    for (let row = 0; row < this.#slots; row++) if (this.isLive(row)) yield row;
  }

  isLive(row: number): boolean {
    return cell(this.#context, row) !== HOLE;
  }

  id(row: number): string {
    return this.ids.text(row);
  }

  /** When the metric was written, in milliseconds since the epoch, to the second. */
  created(row: number): number {
    return this.ids.created(row);
  }

  start(row: number): number {
    return cell(this.#start, row);
  }

  end(row: number): number {
    return cell(this.#end, row);
  }

  value(row: number): number {
    return cell(this.#value, row);
  }

  /** The number of the row's group in {@link MetricTable.groups}; -1 for none. */
  group(row: number): number {
    return cell(this.#group, row);
  }

  /** The number of the row's user in {@link MetricTable.users}; -1 for none. */
  user(row: number): number {
    return cell(this.#user, row);
  }

  /** The number of the row's context; -1 for a hole. */
  contextNumber(row: number): number {
    return cell(this.#context, row);
  }

  context(row: number): MetricContext {
    return this.contexts.get(cell(this.#context, row));
  }

  /** Whether a metric has the context of this number. */
  hasContext(number: number): boolean {
    return this.rowsOf(this.contexts.path(number)).some((row) => this.contextNumber(row) === number);
  }

  /** `project.provider.installation`. */
  path(row: number): string {
    return this.contexts.path(cell(this.#context, row));
  }

  /** The rows of an installation in the order of insertion. Not to be kept. */
  rowsOf(path: string): Int32Array {
    return this.#byPath.rowsOf(path);
  }

  /** The rows of an installation whose period starts in [from, until), by start. Not to be kept. */
  rowsStartingIn(path: string, from: number, until: number): Int32Array {
    return this.#byPath.rowsStartingIn(path, from, until);
  }

  #stored(row: number): Stored {
    const group = this.groups.text(this.group(row));
    const user = this.users.text(this.user(row));
    return {
      id: this.id(row),
      context: cell(this.#context, row),
      row: { start: this.start(row), end: this.end(row), value: this.value(row), group, user },
    };
  }

  #append(): number {
    if (this.#slots === this.#capacity) this.#grow();
    return this.#slots++;
  }

  #write(row: number, context: number, metric: MetricRow): void {
    this.#context[row] = context;
    this.#start[row] = metric.start;
    this.#end[row] = metric.end;
    this.#value[row] = metric.value;
    this.#group[row] = this.groups.intern(metric.group);
    this.#user[row] = this.users.intern(metric.user);
  }

  #grow(): void {
    this.#capacity = Math.max(1024, this.#capacity * 2);
    this.#start = wider(new Float64Array(this.#capacity), this.#start);
    this.#end = wider(new Float64Array(this.#capacity), this.#end);
    this.#value = wider(new Float64Array(this.#capacity), this.#value);
    this.#context = wider(new Int32Array(this.#capacity), this.#context);
    this.#group = wider(new Int32Array(this.#capacity), this.#group);
    this.#user = wider(new Int32Array(this.#capacity), this.#user);
    this.ids.reserve(this.#capacity);
  }
}

/** Copies a column into a larger one. */
function wider<T extends Float64Array | Int32Array>(grown: T, old: T): T {
  grown.set(old);
  return grown;
}
