import { Dictionary } from "./dictionary.ts";
import { IdIndex } from "./id-index.ts";
import type { MetricContext, MetricRow } from "./metric-row.ts";
import { lowerBound, RowList } from "./row-list.ts";

const HOLE = -1;
const cell = (column: Float64Array | Int32Array | Uint32Array, at: number) => column[at] as number;

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
  /** Contexts whose definition id is not in lower case: it was stored as it was sent, and is looked up in vain. */
  readonly oddContexts = new Set<number>();
  readonly #contexts: MetricContext[] = [];
  readonly #contextNumbers = new Map<string, number>();
  readonly #paths: string[] = [];
  readonly #rowsByPath = new Map<string, RowList>();
  readonly #startsByPath = new Map<string, RowList>();
  readonly #holes: number[] = [];
  #ids: IdIndex | undefined;
  #slots = 0;
  #capacity = 0;
  #start = new Float64Array(0);
  #end = new Float64Array(0);
  #value = new Float64Array(0);
  #context = new Int32Array(0);
  #group = new Int32Array(0);
  #user = new Int32Array(0);
  #words = new Uint32Array(0);

  readonly #bySlot = (a: number, b: number) => a - b;
  readonly #byStart = (a: number, b: number) => cell(this.#start, a) - cell(this.#start, b) || a - b;

  /** How many metrics there are. */
  get size(): number {
    return this.#slots - this.#holes.length;
  }

  /** How many rows there are, holes included. */
  get slots(): number {
    return this.#slots;
  }

  get contexts(): readonly MetricContext[] {
    return this.#contexts;
  }

  /** The paths (`project.provider.installation`) that have or had metrics. */
  paths(): IterableIterator<string> {
    return this.#rowsByPath.keys();
  }

  /** The number of a context, made if it is new. */
  internContext(context: MetricContext): number {
    const key = JSON.stringify([
      context.project_id,
      context.provider,
      context.installation_id,
      context.project,
      context.installation,
      context.infrastructure,
      context.resource,
      context.metric_definition_id,
      context.creatorId,
    ]);
    const known = this.#contextNumbers.get(key);
    if (known !== undefined) return known;
    this.#contextNumbers.set(key, this.#contexts.length);
    this.#paths.push(`${context.project_id}.${context.provider}.${context.installation_id}`);
    const number = this.#contexts.push(context) - 1;
    if (context.metric_definition_id !== context.metric_definition_id.toLowerCase())
      this.oddContexts.add(number);
    return number;
  }

  /** Adds a metric and tells its row: the hole left last, else a new one at the end. */
  insert(id: string, context: number, metric: MetricRow): number {
    const row = this.#holes.pop() ?? this.#append();
    this.#words[row * 3] = Number.parseInt(id.slice(0, 8), 16);
    this.#words[row * 3 + 1] = Number.parseInt(id.slice(8, 16), 16);
    this.#words[row * 3 + 2] = Number.parseInt(id.slice(16, 24), 16);
    this.#ids?.add(row);
    this.#write(row, context, metric);
    const path = this.#paths[context] as string;
    const list = this.#rowsByPath.get(path);
    if (list === undefined) this.#rowsByPath.set(path, new RowList(Int32Array.of(row)));
    else if (row === this.#slots - 1) list.push(row);
    else list.insert(row, this.#bySlot);
    this.#startsByPath.get(path)?.insert(row, this.#byStart);
    this.version++;
    return row;
  }

  /** Replaces what a metric says. The context must be of the same installation. */
  update(row: number, context: number, metric: MetricRow): void {
    const starts = this.#startsByPath.get(this.path(row));
    starts?.remove(row, this.#byStart);
    this.#write(row, context, metric);
    starts?.insert(row, this.#byStart);
    this.version++;
  }

  remove(row: number): void {
    const path = this.path(row);
    this.#rowsByPath.get(path)?.remove(row, this.#bySlot);
    this.#startsByPath.get(path)?.remove(row, this.#byStart);
    this.#ids?.remove(row);
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
    if (this.#ids === undefined) {
      this.#ids = new IdIndex(this.#words);
      for (let row = 0; row < this.#slots; row++) if (this.isLive(row)) this.#ids.add(row);
    }
    const word = (at: number) => Number.parseInt(id.slice(at, at + 8), 16);
    const row = this.#ids.find(word(0), word(8), word(16));
    return row === -1 ? undefined : row;
  }

  isLive(row: number): boolean {
    return cell(this.#context, row) !== HOLE;
  }

  id(row: number): string {
    const at = row * 3;
    return (
      hexWord(cell(this.#words, at)) + hexWord(cell(this.#words, at + 1)) + hexWord(cell(this.#words, at + 2))
    );
  }

  /** When the metric was written, in milliseconds since the epoch, to the second. */
  created(row: number): number {
    return cell(this.#words, row * 3) * 1000;
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
    return this.#contexts[cell(this.#context, row)] as MetricContext;
  }

  /** `project.provider.installation`. */
  path(row: number): string {
    return this.#paths[cell(this.#context, row)] as string;
  }

  pathOfContext(context: number): string {
    return this.#paths[context] as string;
  }

  /** The rows of an installation in the order of insertion. Not to be kept. */
  rowsOf(path: string): Int32Array {
    return this.#rowsByPath.get(path)?.view() ?? new Int32Array(0);
  }

  /** The rows of an installation whose period starts in [from, until), by start. Not to be kept. */
  rowsStartingIn(path: string, from: number, until: number): Int32Array {
    let list = this.#startsByPath.get(path);
    if (list === undefined) {
      list = new RowList(this.rowsOf(path).toSorted(this.#byStart));
      this.#startsByPath.set(path, list);
    }
    const rows = list.view();
    const first = lowerBound(rows, (row) => cell(this.#start, row) < from);
    const end = lowerBound(rows, (row) => cell(this.#start, row) < until);
    return rows.subarray(first, end);
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
    this.#words = wider(new Uint32Array(this.#capacity * 3), this.#words);
    this.#ids?.moved(this.#words);
  }
}

const HEX_BYTES = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** 32 bits as eight hexadecimal digits. */
function hexWord(word: number): string {
  return (
    (HEX_BYTES[word >>> 24] as string) +
    (HEX_BYTES[(word >>> 16) & 255] as string) +
    (HEX_BYTES[(word >>> 8) & 255] as string) +
    (HEX_BYTES[word & 255] as string)
  );
}

/** Copies a column into a larger one. */
function wider<T extends Float64Array | Int32Array | Uint32Array>(grown: T, old: T): T {
  grown.set(old);
  return grown;
}
