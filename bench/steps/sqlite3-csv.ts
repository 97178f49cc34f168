import { spawnSync } from "node:child_process";
import { closeSync, openSync, statSync } from "node:fs";

import { secondsSince } from "./print-facts.ts";

/** The same rows by the shell of SQLite, which keeps 15 digits of a double. */
const [path = "", target = ""] = process.argv.slice(2);
const file = openSync(target, "w");
const began = performance.now();
const { status } = spawnSync("sqlite3", ["-csv", "-header", path, "SELECT * FROM metrics"], {
  stdio: ["ignore", file, "inherit"],
});
const seconds = secondsSince(began);
closeSync(file);
if (status !== 0) throw new Error(`sqlite3 ended with ${status}`);
console.log(JSON.stringify({ seconds, peak_mb: 0, bytes: statSync(target).size }));
