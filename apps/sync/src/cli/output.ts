import { styleText } from "node:util";

import { asOutputProblem } from "./output-problem.ts";

/** What a fact asks of its reader: nothing, to know that the next run sees to it, or to act. */
export type Tone = "plain" | "later" | "act";

/** The width of the word at the left of a fact. */
const WORD_WIDTH = 10;

/** Where a command writes: data to one stream, words for people to the other. */
export interface Output {
  /** Whether results are written as JSON. */
  readonly json: boolean;
  /** Whether bars may be drawn: words are wanted, and somebody looks at a terminal. */
  readonly live: boolean;
  /** Writes data as it is; resolves when the stream has taken it. @throws ReaderGoneError */
  data(chunk: string | Uint8Array): Promise<void>;
  /** Writes a line of data. @throws ReaderGoneError */
  line(text: string): Promise<void>;
  /** Writes a value as one line of JSON. @throws ReaderGoneError */
  record(value: unknown): Promise<void>;
  /** Writes what a command came to as one line of JSON. If nobody reads it, the exit code still says what happened. */
  result(value: unknown): Promise<void>;
  /** Says a fact: its word at the left, then the figure. Silent with `--quiet` and `--json`. */
  fact(word: string, words: string, tone?: Tone): void;
  /** Says a line of words. Silent with `--quiet` and `--json`. */
  say(words: string): void;
  /** Says what went wrong. Never silent. */
  error(text: string): void;
  /** The text in the colour of its tone, if the words go to a terminal that shows colours. */
  paint(tone: Tone, words: string): string;
}

/** A stream that text and bytes can be written to, such as `process.stdout`. */
export interface Sink {
  readonly isTTY?: boolean;
  write(chunk: string | Uint8Array, done?: (error?: Error | null) => void): boolean;
}

/** Whoever read our data has closed the pipe, as `head` does; there is nothing left to do, and nothing is wrong. */
export class ReaderGoneError extends Error {
  override readonly name = "ReaderGoneError";
}

/** How an {@link Output} writes. */
export interface OutputOptions {
  readonly json: boolean;
  readonly quiet: boolean;
  /** Where data goes. */
  readonly stdout: Sink;
  /** Where words go. */
  readonly stderr: Sink;
  /** Whether colours are shown at all; they are only on a terminal. */
  readonly colours: boolean;
}

/** An output over two streams. */
export function createOutput(options: OutputOptions): Output {
  const { json, quiet, stdout, stderr } = options;
  const silent = json || quiet;
  const colours = options.colours && stderr.isTTY === true;
  const data = (chunk: string | Uint8Array) => write(stdout, chunk);
  const paint = (tone: Tone, words: string) =>
    colours && tone !== "plain"
      ? styleText(tone === "act" ? "red" : "yellow", words, { validateStream: false })
      : words;
  const record = (value: unknown) => data(`${JSON.stringify(value)}\n`);
  const say = (words: string) => {
    if (!silent) stderr.write(`${words}\n`);
  };
  return {
    json,
    live: !silent && stderr.isTTY === true,
    data,
    line: (text) => data(`${text}\n`),
    record,
    result: async (value) => {
      try {
        await record(value);
      } catch (error) {
        if (!(error instanceof ReaderGoneError)) throw error;
      }
    },
    fact: (word, words, tone = "plain") => say(formatFact(paint(tone, word), words, word.length)),
    say,
    error: (text) => void stderr.write(`${text}\n`),
    paint,
  };
}

/** A fact as a line: the word at the left, the rest in its column. */
export function formatFact(word: string, words: string, wordLength: number = word.length): string {
  return `${word}${" ".repeat(Math.max(1, WORD_WIDTH - wordLength))}${words}`.trimEnd();
}

async function write(sink: Sink, chunk: string | Uint8Array): Promise<void> {
  const error = await new Promise<Error | null | undefined>((done) => sink.write(chunk, done));
  if (error === undefined || error === null) return;
  if ("code" in error && (error.code === "EPIPE" || error.code === "ERR_STREAM_DESTROYED")) {
    throw new ReaderGoneError("nobody reads the output any more", { cause: error });
  }
  throw await asOutputProblem(error);
}
