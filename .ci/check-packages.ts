import { readdirSync } from "node:fs";
import { join } from "node:path";

import { publint } from "publint";
import { formatMessage } from "publint/utils";

/** Checks every package as it would be published: its tarball is packed by pnpm and looked at by publint. */
const root = join(import.meta.dirname, "..");
const packages = ["packages", "apps"].flatMap((folder) =>
  readdirSync(join(root, folder)).map((name) => join(root, folder, name)),
);
for (const pkgDir of packages) {
  const { messages, pkg } = await publint({ pkgDir, pack: "pnpm", strict: true });
  for (const message of messages) console.log(`${pkg.name}: ${formatMessage(message, pkg)}`);
  if (messages.length > 0) process.exitCode = 1;
}
console.log(`${packages.length} packages checked`);
