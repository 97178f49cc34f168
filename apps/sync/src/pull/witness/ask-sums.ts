import { AccNotFoundError, AccProtocolError, type Grant } from "@argo-acc/core";
import { ALL_TIME, projectsWithRows } from "@argo-acc/store/mirror";

import type { ServiceUsage } from "../../usage/index.ts";
import type { PullRun } from "../run.ts";
import { isNoWitness } from "../unavailable.ts";
import { askReport } from "./ask-report.ts";
import { installationsOf } from "./count-installations.ts";

/** A grant of which the service can be asked for a report. */
export type ReportGrant = Exclude<Grant, { readonly kind: "system" }>;

/** What the service tells of one grant: its sums over all time, or nothing that could be relied on. */
export interface SumAccount {
  readonly grant: ReportGrant;
  /** `undefined` if nothing vouches for it. */
  readonly usage: readonly ServiceUsage[] | undefined;
}

/** Reports in flight. */
const CONCURRENCY = 4;

/**
 * Asks for the sums over all time of what a grant covers, by the widest reports there are: of the project, the provider
 * or the installation that is granted, of every project where the whole system is. Where a report cannot be had, those
 * within it are asked for, down to installations.
 */
export async function askSums(run: PullRun, grant: Grant): Promise<SumAccount[]> {
  return askEach(run, reportGrants(run, grant));
}

function reportGrants({ mirror, projects }: PullRun, grant: Grant): ReportGrant[] {
  if (grant.kind !== "system") return [grant];
  const ids = new Set([...projects, ...projectsWithRows(mirror)]);
  return [...ids].map((project_id) => ({ kind: "project", project_id }));
}

async function askEach(run: PullRun, grants: readonly ReportGrant[]): Promise<SumAccount[]> {
  const accounts: SumAccount[] = [];
  for (let at = 0; at < grants.length; at += CONCURRENCY) {
    const asked = grants.slice(at, at + CONCURRENCY).map((grant) => askOne(run, grant));
    accounts.push(...(await Promise.all(asked)).flat());
  }
  return accounts;
}

async function askOne(run: PullRun, grant: ReportGrant): Promise<SumAccount[]> {
  try {
    return [{ grant, usage: await askReport(run, grant, ALL_TIME) }];
  } catch (error) {
    if (!isNoWitness(error)) throw error;
    // what does not exist has nothing in it, and a service that words one report otherwise words them all so
    const isHopeless = error instanceof AccNotFoundError || error instanceof AccProtocolError;
    if (isHopeless || grant.kind === "installation") return [{ grant, usage: undefined }];
    return askEach(run, grantsWithin(run, grant));
  }
}

/** The providers of a project, or the installations of a provider: those of the catalogue, and those with metrics. */
function grantsWithin(run: PullRun, outer: ReportGrant): ReportGrant[] {
  const installations = installationsOf(run, outer);
  if (outer.kind !== "project") return installations;
  const providers = new Set(installations.map(({ provider_id }) => provider_id));
  return [...providers].map((provider_id) => ({
    kind: "provider",
    project_id: outer.project_id,
    provider_id,
  }));
}
