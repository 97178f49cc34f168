// Run as a process of its own: takes the lock of the file named first, says so, and holds it until it is killed, though
// nothing refers to it and memory is tidied up.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

import { acquireLock } from "../../src/file/lock.ts";

setFlagsFromString("--expose-gc");
const collectGarbage: unknown = runInNewContext("gc");
acquireLock(process.argv[2] ?? "", "a test");
setImmediate(() => {
  if (typeof collectGarbage !== "function") throw new Error("there is no gc");
  collectGarbage();
  process.stdout.write("locked\n");
});
setInterval(() => {}, 60_000);
