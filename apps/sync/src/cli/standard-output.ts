import { fstatSync, writeSync } from "node:fs";

import type { Sink } from "./output.ts";

/**
 * A sink over the standard output. Where that is a regular file it is written here: Node takes a short write, which is
 * what a file gets that the disk has little room for, for a whole one, and the rest would be lost without a word.
 */
export function standardOutput(stream: Sink & { readonly fd: number }): Sink {
  return isRegularFile(stream.fd) ? fileSink(stream.fd) : stream;
}

function fileSink(fd: number): Sink {
  return {
    write(chunk, done) {
      try {
        writeWhole(fd, typeof chunk === "string" ? Buffer.from(chunk) : chunk);
        done?.();
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        done?.(error);
      }
      return true;
    },
  };
}

function writeWhole(fd: number, bytes: Uint8Array): void {
  let written = 0;
  while (written < bytes.length) written += writeSync(fd, bytes, written);
}

function isRegularFile(fd: number): boolean {
  try {
    return fstatSync(fd).isFile();
  } catch {
    return false;
  }
}
