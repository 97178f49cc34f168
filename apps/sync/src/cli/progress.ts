import type { Output } from "./output.ts";
import { formatNumber } from "./words.ts";

/** A bar that shows how far a long step is. */
export interface Progress extends Disposable {
  /** @param total how many there will be, as far as known @param note a few words at the end of the line */
  update(done: number, total: number, note: string): void;
}

const NONE: Progress = { update() {}, [Symbol.dispose]() {} };

/**
 * A bar on the terminal; nothing where nobody watches one. It is gone when it is disposed of.
 *
 * @param word what is counted, at the left of the bar
 */
export async function openProgress(word: string, output: Output): Promise<Progress> {
  if (!output.live) return NONE;
  const { SingleBar } = (await import("cli-progress")).default;
  const bar = new SingleBar({
    format: `  ${word.padEnd(8)}{bar}  {done} of ~{all}   {note}`,
    barCompleteChar: "█",
    barIncompleteChar: "░",
    barsize: 26,
    hideCursor: true,
    clearOnComplete: true,
    stopOnComplete: false,
    gracefulExit: false,
    stream: process.stderr,
  });
  let started = false;
  // A process that is ended at once must still give the cursor back.
  const stop = () => {
    if (started) bar.stop();
    started = false;
  };
  process.once("exit", stop);
  return {
    update(done, total, note) {
      const all = Math.max(done, total, 1);
      const payload = { done: formatNumber(done), all: formatNumber(all), note };
      if (!started) bar.start(all, done, payload);
      started = true;
      bar.setTotal(all);
      bar.update(done, payload);
    },
    [Symbol.dispose]() {
      stop();
      process.off("exit", stop);
    },
  };
}
