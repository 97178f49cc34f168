import type { UsageWindow } from "@argo-acc/store/mirror";

import { askUsage, type ServiceUsage } from "../../usage/index.ts";
import type { PullRun } from "../run.ts";
import type { ReportGrant } from "./ask-sums.ts";

/** A report that is answered 500 mostly stays so, and there are narrower ones, or the reading. */
const TRIES_ON_500 = 2;

/** Asks for the sums of a grant in some days, as a witness that a pull can do without. */
export function askReport(
  { acc, options }: PullRun,
  grant: ReportGrant,
  window: UsageWindow,
): Promise<ServiceUsage[]> {
  return askUsage(acc, grant, window, { signal: options.signal, triesOn500: TRIES_ON_500 });
}
