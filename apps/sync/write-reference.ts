import { writeFileSync } from "node:fs";

import { writeReference } from "./src/cli/reference.ts";

writeFileSync(new URL("../../docs/cli-reference.md", import.meta.url), await writeReference());
