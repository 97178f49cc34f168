import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { publint } from "publint";
import { formatMessage } from "publint/utils";

import { packPublished, published } from "../e2e/pack.ts";
import { checkTypes } from "../e2e/type-problems.ts";

/** Checks every package as it would be published: its tarball is packed by pnpm, and looked at by publint and attw. */
const folder = mkdtempSync(join(tmpdir(), "argo-acc-check-"));
try {
  for (const tarball of packPublished(published, folder)) await check(tarball);
} finally {
  rmSync(folder, { recursive: true });
}

async function check(tarball: string): Promise<void> {
  const bytes = Uint8Array.from(readFileSync(tarball));
  const { messages, pkg } = await publint({ pack: { tarball: bytes.buffer }, strict: true });
  const { entries, problems } = await checkTypes(tarball);
  const name = `${pkg.name} ${pkg.version}`;
  for (const message of messages) console.log(`${name}: publint: ${formatMessage(message, pkg)}`);
  for (const problem of problems) console.log(`${name}: attw: ${problem}`);
  if (messages.length + problems.length > 0) process.exitCode = 1;
  else console.log(`${name}: publint and attw have nothing to say about ${entries.join(", ")}`);
}
