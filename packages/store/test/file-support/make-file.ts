import { FILE_INFO_SQL } from "../../src/file/bind-service.ts";
import { openFile } from "../../src/file/open-file.ts";

/** Makes a file at a given moment, if nobody else has. */
const [path = "", at = "0"] = process.argv.slice(2);
while (Date.now() < Number(at));
openFile(
  path,
  {
    name: "outbox",
    applicationId: 0x6f75_7462,
    migrations: [{ name: "first", sql: FILE_INFO_SQL }],
    synchronous: "FULL",
  },
  { endpoint: "https://api.example.org/accounting-system" },
).database.close();
