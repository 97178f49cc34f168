import { afterAll, expect, test } from "vitest";

import { startSandbox } from "../src/index.ts";
import { withoutPlaceholders } from "./placeholders.ts";
import { FOLDER, readRecording, recordingFiles } from "./recordings.ts";
import { replay } from "./replay.ts";

const replayed = { files: 0, compared: 0, disagree: 0 };

afterAll(() => {
  const { files, compared, disagree } = replayed;
  console.info(`${files} files: ${share(compared - disagree, compared)}`);
});

function share(agree: number, all: number): string {
  return `${agree} of ${all} exchanges agree, ${((100 * agree) / all).toFixed(2)} %`;
}

test("there are recordings", () => {
  expect(recordingFiles(), `*.json in ${FOLDER}`).not.toEqual([]);
});

test.for(recordingFiles())("answers as the real service did: %s", async (file) => {
  await using sandbox = await startSandbox({ fresh: true });
  const { compared, setUp, skipped, disagreements } = await replay(readRecording(file), sandbox);
  console.info(`${file}: ${share(compared - disagreements.length, compared)}, ${setUp} of them to set up`);
  if (skipped.length > 0) console.warn(`${file}: ${skipped.length} not sent: ${skipped.join("; ")}`);
  replayed.files++;
  replayed.compared += compared;
  replayed.disagree += disagreements.length;
  expect(disagreements).toEqual([]);
  expect(compared).toBeGreaterThan(0);
});

test.skipIf(process.env["ACC_RECORDINGS"])("every recorded exchange of the package can be sent", () => {
  const exchanges = recordingFiles().flatMap(readRecording);
  expect(exchanges).toHaveLength(2083);
  expect(exchanges.filter((exchange) => withoutPlaceholders(exchange) === undefined)).toEqual([]);
});

const SMALL = "11_denormalised_and_vanished.json";
const firstAnswer = (file: string) => readRecording(file).findIndex(({ name }) => !name.startsWith("setup"));

test.skipIf(process.env["ACC_RECORDINGS"]).for([
  ["status", { status: 418 }],
  ["header", { headers: { "content-type": "text/plain" } }],
  ["body", { body: { code: 1, message: "<text>" } }],
] as const)("a recorded %s that was something else is found out", async ([, other]) => {
  const exchanges = [...readRecording(SMALL)];
  const at = firstAnswer(SMALL);
  const one = exchanges[at];
  if (one !== undefined) exchanges[at] = { ...one, response: { ...one.response, ...other } };
  await using sandbox = await startSandbox({ fresh: true });
  const { disagreements } = await replay(exchanges, sandbox);
  expect(disagreements).toEqual([expect.stringContaining(one?.name ?? "")]);
});

test.skipIf(process.env["ACC_RECORDINGS"])("what cannot be sent is named", async () => {
  const [first] = readRecording(SMALL);
  if (first === undefined) throw new Error(`${SMALL} is empty`);
  const vague = {
    ...first,
    request: { ...first.request, body: "<many letters>", body_is_placeholder: true },
  };
  await using sandbox = await startSandbox({ fresh: true });
  expect(await replay([vague], sandbox)).toEqual({
    compared: 0,
    setUp: 0,
    skipped: [first.name],
    disagreements: [],
  });
});
