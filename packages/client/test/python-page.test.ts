import { readFileSync } from "node:fs";

import * as client from "@argo-acc/client";
import * as node from "@argo-acc/client/node";
import * as core from "@argo-acc/core";
import { expect, test } from "vitest";

const page = readFileSync(
  new URL("../../../docs/coming-from-the-python-library.md", import.meta.url),
  "utf8",
);

/** Every public class of the Python library, its methods, attributes and its environment variable. */
const NAMES = [
  "ArgoAccountingService endpoint token connection projects providers installations",
  "HttpRequests routes make_request",
  "AccException AccServiceException AccTimeoutException AccConnectionException msg code",
  "Projects Project ProjectProviders ProjectProvider ProjectMetrics ProjectMetric",
  "ProjectInstallations ProjectInstallation ProjectProviderInstallations ProjectProviderInstallation",
  "Providers Provider ProviderMetrics ProviderMetric Installations Installation InstallationBase",
  "InstallationMetrics InstallationMetric Metrics MetricBase MetricDefinition",
  "RestResource RestResourceItem RestResourceList refresh get add str",
  "id acronym title start_date end_date call_identifier project organisation infrastructure installation",
  "resource unit_of_access time_period_start time_period_end value provider installation_id project_id group_id",
  "user_id metric_definition_id metric_definition metric_name metric_description unit_type metric_type creator_id",
  "DEBUG get_projects get_providers get_installations get_project_metrics get_provider_metrics",
  "get_installation_metrics add_installation_metric",
].flatMap((line) => line.split(" "));

test("the page for those who come from the Python library names everything they know", () => {
  const words = new Set(page.match(/\w+/g));
  expect(NAMES.filter((name) => !words.has(name))).toEqual([]);
});

test("what the page says to write instead exists", () => {
  const ours = new Set([...Object.keys(client), ...Object.keys(node), ...Object.keys(core)]);
  const here = page
    .split("\n")
    .filter((line) => line.startsWith("|"))
    .map((line) => line.split("|").at(-2) ?? "");
  const named = here.flatMap((cell) =>
    [
      ...cell.matchAll(
        /`((?:Acc\w+)|(?:token[A-Z]\w+)|clientCredentials|refreshToken|isAccError|List|Paged)\b/g,
      ),
    ].map(([, name = ""]) => name),
  );
  expect(named.length).toBeGreaterThan(12);
  expect(named.filter((name) => !ours.has(name))).toEqual([]);
});
