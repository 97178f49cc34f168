import { expect, test } from "vitest";

import { readRecording, recordingFiles } from "../../../packages/sandbox/test/recordings.ts";
import { replay } from "../../../packages/sandbox/test/replay.ts";
import { startSandboxProcess } from "./sandbox-process.ts";

test.each(recordingFiles())("argo-acc sandbox --fresh answers as the real service did: %s", async (file) => {
  await using sandbox = await startSandboxProcess(["--fresh"]);
  const { compared, skipped, disagreements } = await replay(readRecording(file), sandbox);
  console.info(
    `${file}: ${compared - disagreements.length} of ${compared} agree, ${skipped.length} not sent`,
  );
  expect(disagreements).toEqual([]);
});

/** Without the tokens that are made again, the recorded outage of the issuer is at the fourth of these calls. */
const OUTAGE = "failing-introspection:4+:1x@GET /clients/me";

test("a recorded outage of the issuer can be given beforehand, for programs that only send", async () => {
  const file = recordingFiles().find((name) => name.startsWith("09")) ?? "";
  const exchanges = readRecording(file).filter(({ request }) => request.token_is_placeholder !== true);
  await using up = await startSandboxProcess(["--fresh"]);
  expect((await replay(exchanges, { endpoint: up.endpoint, control: undefined })).disagreements).toEqual([
    expect.stringMatching(/^auth: introspection endpoint answers 503: status 401 ≠ 200/),
  ]);
  await using sandbox = await startSandboxProcess(["--fresh", "--fault", OUTAGE]);
  const { disagreements } = await replay(exchanges, { endpoint: sandbox.endpoint, control: undefined });
  expect(disagreements).toEqual([]);
});
