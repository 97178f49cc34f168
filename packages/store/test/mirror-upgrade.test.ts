import { expect, it } from "vitest";

import { openFile } from "../src/file/open-file.ts";
import { countGrantRows, openMirror } from "../src/mirror/index.ts";
import { MIRROR } from "../src/mirror/mirror.ts";
import { temporaryFolder } from "./file-support/temporary-folder.ts";

const ENDPOINT = "https://api.acc.example.org/accounting-system";

it("counts the metrics of each installation anew when a file of the first formats is brought up to date", () => {
  using folder = temporaryFolder();
  const path = folder.file("mirror.db");
  const kind = { ...MIRROR, migrations: MIRROR.migrations.slice(0, 2) };
  const { database } = openFile(path, kind, { endpoint: ENDPOINT });
  database.exec(`
    INSERT INTO metric_path (key, project_id, provider_id, installation_id, path, metrics) VALUES (1, 'p', 'v', 'i', 'p.v.i', 1);
    INSERT INTO metric (path, start_ms, id, end_ms, value, context, first_run, gone_run)
    VALUES (1, 0, 'a', 1, 1, 1, 1, NULL), (1, 0, 'b', 1, 1, 1, 1, NULL), (1, 0, 'c', 1, 1, 1, 1, 1);`);
  database.close();

  using mirror = openMirror(path, { endpoint: ENDPOINT });

  expect(countGrantRows(mirror, { kind: "system" })).toBe(2);
});
