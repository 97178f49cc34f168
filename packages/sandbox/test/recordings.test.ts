import { expect, test } from "vitest";

import { startSandbox } from "../src/index.ts";
import { readRecording, recordingFiles } from "./recordings.ts";
import { replay } from "./replay.ts";

test.for(recordingFiles())("answers as the real service did: %s", async (file) => {
  await using sandbox = await startSandbox({ fresh: true });
  const { compared, disagreements } = await replay(readRecording(file), sandbox);
  console.info(`${file}: ${compared - disagreements.length} of ${compared} agree`);
  expect(disagreements).toEqual([]);
  expect(compared).toBeGreaterThan(0);
});
