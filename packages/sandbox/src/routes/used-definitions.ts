import { installationViewer, projectViewer, providerViewer } from "../access/rules.ts";
import type { Answer } from "../service/answer.ts";
import type { Call } from "../service/call.ts";
import { pageAnswer } from "../service/page.ts";
import type { Route } from "../service/route.ts";
import type { DefinitionRecord } from "../state/entities.ts";
import type { MetricContext } from "../state/metric-row.ts";
import { printDefinition } from "./definitions.ts";

/** The metric definitions that the metrics of a project, a provider or an installation use. */
export const usedDefinitionRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/projects/{project}/metric-definitions",
    access: projectViewer,
    paged: 100,
    handle: (call) => usedPage(call, (context) => context.project_id === call.param("project")),
  },
  {
    method: "GET",
    path: "/projects/{project}/providers/{provider}/metric-definitions",
    access: providerViewer,
    paged: 100,
    handle: (call) =>
      usedPage(
        call,
        (context) =>
          context.project_id === call.param("project") && context.provider === call.param("provider"),
      ),
  },
  {
    method: "GET",
    path: "/installations/{installation}/metric-definitions",
    access: installationViewer,
    paged: 100,
    handle: (call) => usedPage(call, (context) => context.installation_id === call.param("installation")),
  },
];

/** All of them on the first page whatever its size, none on later ones. */
function usedPage(call: Call, isInside: (context: MetricContext) => boolean): Answer {
  const parts = call.pageParts();
  const definitions = usedDefinitions(call, isInside);
  const items = parts.request.page === 1 ? definitions.map(printDefinition) : [];
  return pageAnswer({ ...parts, items, total: definitions.length });
}

function usedDefinitions(call: Call, isInside: (context: MetricContext) => boolean): DefinitionRecord[] {
  const { metrics, definitions } = call.world;
  const used = new Map<string, DefinitionRecord>();
  for (const [number, context] of metrics.contexts.all.entries()) {
    const definition = definitions.get(context.metric_definition_id);
    if (definition === undefined || used.has(definition.metric_definition_id) || !isInside(context)) continue;
    if (metrics.hasContext(number)) used.set(definition.metric_definition_id, definition);
  }
  return [...used.values()];
}
