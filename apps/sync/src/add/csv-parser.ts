/** Takes a record of CSV: its cells, and the line it begins on, counted from 1. */
export type OnCsvRecord = (cells: readonly string[], line: number) => void;

/** Text that is no CSV. */
export class CsvError extends Error {
  /** Where the record begins. */
  readonly line: number;

  constructor(line: number, reason: string) {
    super(reason);
    this.line = line;
  }
}

/** An unclosed quote swallows the rest of a file: what grows beyond this is no record. */
const MAX_RECORD = 10_000_000;

const PLAIN_CELL = /[^,"\r\n]*/y;
const LINE_END = /\r\n?|\n/g;

/**
 * Reads CSV (RFC 4180) piece by piece. A line ends in LF, CRLF or CR, each as it comes; empty lines are skipped. Lines
 * without a quote, which are nearly all, are cut at their commas, without looking at each character.
 */
export class CsvParser {
  readonly #onRecord: OnCsvRecord;
  #text = "";
  #at = 0;
  #line = 1;

  constructor(onRecord: OnCsvRecord) {
    this.#onRecord = onRecord;
  }

  /** @throws CsvError */
  push(piece: string): void {
    this.#text = this.#text.slice(this.#at) + piece;
    this.#at = 0;
    this.#read(false);
    if (this.#text.length - this.#at > MAX_RECORD) {
      throw new CsvError(this.#line, `longer than ${MAX_RECORD} characters: is a quote not closed?`);
    }
  }

  /** Reads what is left. @throws CsvError */
  end(): void {
    this.#read(true);
  }

  #read(isEnd: boolean): void {
    const text = this.#text;
    let cr = text.indexOf("\r", this.#at);
    let lf = text.indexOf("\n", this.#at);
    while (this.#at < text.length) {
      const from = this.#at;
      if (cr !== -1 && cr < from) cr = text.indexOf("\r", from);
      if (lf !== -1 && lf < from) lf = text.indexOf("\n", from);
      const end = lf === -1 || (cr !== -1 && cr < lf) ? cr : lf;
      if (!isEnd && isOpen(text, end)) return;
      const line = text.slice(from, end === -1 ? text.length : end);
      if (line.includes('"')) {
        if (!this.#readQuoted(isEnd)) return;
        continue;
      }
      this.#at = afterLine(text, end);
      if (line !== "") this.#onRecord(line.split(","), this.#line);
      this.#line += 1;
    }
  }

  /** Reads a record that has quotes. @returns false if its end is not there yet */
  #readQuoted(isEnd: boolean): boolean {
    const text = this.#text;
    const cells: string[] = [];
    for (let at = this.#at; ; at++) {
      const isQuoted = text[at] === '"';
      const to = isQuoted ? closingQuote(text, at) : endOfPlain(text, at);
      if (!isEnd && (to === -1 || isOpen(text, to) || to === text.length - 1)) return false;
      if (to === -1) throw new CsvError(this.#line, "a quote is not closed");
      cells.push(isQuoted ? text.slice(at + 1, to).replaceAll('""', '"') : text.slice(at, to));
      at = isQuoted ? to + 1 : to;
      if (!isEnd && isOpen(text, at)) return false;
      if (text[at] === ",") continue;
      if (at < text.length && text[at] !== "\r" && text[at] !== "\n") {
        throw new CsvError(
          this.#line,
          `cell ${cells.length} is quoted in part: quote it whole, and double the quotes in it`,
        );
      }
      const line = this.#line;
      this.#line += 1 + (text.slice(this.#at, at).match(LINE_END)?.length ?? 0);
      this.#at = afterLine(text, at);
      this.#onRecord(cells, line);
      return true;
    }
  }
}

/** Whether what comes next may still change what is at this place: nothing is there, or half a CRLF. */
function isOpen(text: string, at: number): boolean {
  return at === -1 || at >= text.length || (at === text.length - 1 && text[at] === "\r");
}

/** Where the next line begins, after the end of one; -1: the text ends without one. */
function afterLine(text: string, end: number): number {
  if (end === -1) return text.length;
  return end + (text.startsWith("\r\n", end) ? 2 : 1);
}

function closingQuote(text: string, opening: number): number {
  let at = text.indexOf('"', opening + 1);
  while (at !== -1 && text[at + 1] === '"') at = text.indexOf('"', at + 2);
  return at;
}

function endOfPlain(text: string, from: number): number {
  PLAIN_CELL.lastIndex = from;
  PLAIN_CELL.exec(text);
  return PLAIN_CELL.lastIndex;
}
