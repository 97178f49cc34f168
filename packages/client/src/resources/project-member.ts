import { type ProjectReport, type ReportPeriod } from "@argo-acc/core";

import type { Transport } from "../transport/transport.ts";
import { MemberMetricList } from "./metric-list.ts";
import { readReport } from "./read-report.ts";
import type { ReportOptions } from "./report-options.ts";

/** A group or a user in a project: a text that metrics were written with. Nothing is asked before a verb is called. */
export class ProjectMemberHandle {
  /** The metrics of the group or user. */
  readonly metrics: MemberMetricList;
  readonly id: string;
  readonly #transport: Transport;
  readonly #path: string;

  constructor(transport: Transport, memberPath: string, id: string) {
    this.id = id;
    this.#transport = transport;
    this.#path = memberPath;
    this.metrics = new MemberMetricList(transport, { path: `${memberPath}/metrics` });
  }

  /**
   * The project's report of these metrics alone: `GET /projects/projects/{id}/groups/{id}/report` or
   * `GET /projects/projects/{id}/users/{id}/report`. An attempt has 120 seconds.
   *
   * @throws AccConfigError if `start` or `end` is no day, or they are in the wrong order: the service would tell zeros
   */
  async report(period: ReportPeriod, options: ReportOptions = {}): Promise<ProjectReport> {
    const place = { path: `${this.#path}/report` };
    return readReport(this.#transport, (schemas) => schemas.project, place, period, options);
  }
}
