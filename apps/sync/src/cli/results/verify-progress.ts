import { basename } from "node:path";

import type { VerifyEvent } from "../../verify/index.ts";
import type { Output } from "../output.ts";
import { openProgress } from "../progress.ts";
import { count } from "../words.ts";
import { nameGrants } from "./grant-words.ts";

/** Shows a comparison while it runs. */
export interface VerifyProgress extends Disposable {
  readonly onEvent: (event: VerifyEvent) => void;
}

/** Says what is compared with what, and how far that is. */
export async function showVerify(output: Output, path: string, endpoint: string): Promise<VerifyProgress> {
  const bar = await openProgress("reports", output);
  let [done, reports] = [0, 0];
  return {
    onEvent(event) {
      switch (event.type) {
        case "planned": {
          reports = event.reports;
          const grants = event.grants.length === 0 ? "nothing to compare" : nameGrants(event.grants);
          output.say(
            `${new URL(endpoint).host} · ${grants} · ${basename(path)} · ${count(reports, "report")} to ask for`,
          );
          return;
        }
        case "compared":
          ({ done } = event);
          bar.update(done, reports, "");
          return;
        case "reading":
          bar.update(done, reports, `reading installation ${event.installation_id}`);
      }
    },
    [Symbol.dispose]: () => bar[Symbol.dispose](),
  };
}
