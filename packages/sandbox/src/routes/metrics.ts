import { ADMIN, VIEW } from "../access/caller.ts";
import { anyToken, installationAdmin, installationViewer, requireInstallation } from "../access/rules.ts";
import { type Answer, info, jsonText } from "../service/answer.ts";
import type { Call } from "../service/call.ts";
import { checkListParameters, metricListPage } from "../service/metric-list.ts";
import { flatMetricText } from "../service/metric-text.ts";
import type { Route } from "../service/route.ts";
import type { InstallationRecord } from "../state/entities.ts";
import { findInstallation, findInstallationByExternalId } from "../state/look-up.ts";
import {
  addMetric,
  changeMetric,
  findRow,
  METRIC_FIELDS,
  readMetric,
  storedMetric,
} from "./metric-writes.ts";

/** The metrics of one installation. */
export const metricRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/installations/{installation}/metrics",
    access: installationViewer,
    paged: 100,
    handle: (call) => installationMetrics(call, findInstallation(call.world, call.param("installation"))),
  },
  {
    method: "POST",
    path: "/installations/{installation}/metrics",
    access: installationAdmin,
    fields: METRIC_FIELDS,
    handle: (call) => {
      const installation = findInstallation(call.world, call.param("installation"));
      return addMetric(call, installation, readMetric(call), installation.id);
    },
  },
  {
    method: "GET",
    path: "/installations/external/metrics",
    access: anyToken,
    paged: 100,
    handle: (call) => {
      const externalId = call.requiredQuery("externalId");
      checkListParameters(call);
      const installation = findInstallationByExternalId(call.world, externalId);
      requireInstallation(call.caller, VIEW, installation);
      return installationMetrics(call, installation);
    },
  },
  {
    method: "POST",
    path: "/installations/external/metrics",
    access: anyToken,
    fields: METRIC_FIELDS,
    handle: (call) => {
      const externalId = call.requiredQuery("externalId");
      const metric = readMetric(call);
      const installation = findInstallationByExternalId(call.world, externalId);
      requireInstallation(call.caller, ADMIN, installation);
      return addMetric(call, installation, metric, "external");
    },
  },
  {
    method: "GET",
    path: "/installations/{installation}/metrics/{metric}",
    access: installationAdmin,
    handle: (call) => jsonText(flatMetricText(storedMetric(call, findRow(call)))),
  },
  {
    method: "PATCH",
    path: "/installations/{installation}/metrics/{metric}",
    access: installationAdmin,
    fields: METRIC_FIELDS,
    handle: (call) => jsonText(flatMetricText(changeMetric(call, findRow(call)))),
  },
  {
    method: "DELETE",
    path: "/installations/{installation}/metrics/{metric}",
    access: installationAdmin,
    handle: (call) => {
      call.world.metrics.remove(findRow(call));
      return info("The metric was deleted.");
    },
  },
];

function installationMetrics(call: Call, installation: InstallationRecord): Answer {
  return metricListPage(call, {
    project: installation.project,
    provider: installation.organisation,
    installation: installation.id,
    byDefinition: true,
  });
}
