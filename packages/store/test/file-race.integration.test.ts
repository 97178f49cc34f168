import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

import { expect, it } from "vitest";

import { temporaryFolder } from "./file-support/temporary-folder.ts";

const MAKER = fileURLToPath(new URL("file-support/make-file.ts", import.meta.url));

it("six processes that make one file at the same moment all get it", async () => {
  using folder = temporaryFolder();
  for (let round = 0; round < 2; round++) {
    const path = folder.file(`${round}.db`);
    const at = String(Date.now() + 1000);
    const makers = Array.from({ length: 6 }, () =>
      spawn(process.execPath, [MAKER, path, at], { stdio: ["ignore", "ignore", "inherit"] }),
    );
    const ends = await Promise.all(makers.map((maker) => once(maker, "exit")));
    expect(ends.map(([code]) => code)).toEqual([0, 0, 0, 0, 0, 0]);
  }
}, 30_000);
