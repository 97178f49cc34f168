// Run as a process of its own: takes the lock of the file named first, says so, and holds it until it is killed.
import { acquireLock } from "../../src/file/lock.ts";

acquireLock(process.argv[2] ?? "", "a test");
process.stdout.write("locked\n");
setInterval(() => {}, 60_000);
