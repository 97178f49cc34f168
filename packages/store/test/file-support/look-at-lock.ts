// Run as a process of its own: looks at the lock of the file named first again and again, and says so once it does.
import { isLocked } from "../../src/file/lock.ts";

const [, , path = ""] = process.argv;
isLocked(path);
process.stdout.write("looking\n");
const nothing = new Int32Array(new SharedArrayBuffer(4));
for (;;) {
  isLocked(path);
  Atomics.wait(nothing, 0, 0, 1);
}
