import type { Route } from "../service/route.ts";
import { actorRoutes } from "./actors.ts";
import { adminProjectRoutes } from "./admin-projects.ts";
import { capacityRoutes } from "./capacities.ts";
import { clientRoutes } from "./clients.ts";
import { definitionRoutes } from "./definitions.ts";
import { installationRoutes } from "./installations.ts";
import { metricRoutes } from "./metrics.ts";
import { projectRoutes } from "./projects.ts";
import { providerRoutes } from "./providers.ts";
import { reportRoutes } from "./reports.ts";
import { resourceRoutes } from "./resources.ts";
import { searchRoutes } from "./search.ts";
import { settingsRoutes } from "./settings.ts";
import { tenantRoutes } from "./tenants.ts";
import { typeRoutes } from "./types.ts";
import { usedDefinitionRoutes } from "./used-definitions.ts";

/** Every operation the sandbox has, below the base path. */
export const ROUTES: readonly Route[] = [
  ...projectRoutes,
  ...installationRoutes,
  ...metricRoutes,
  ...capacityRoutes,
  ...providerRoutes,
  ...reportRoutes,
  ...definitionRoutes,
  ...usedDefinitionRoutes,
  ...typeRoutes,
  ...searchRoutes,
  ...clientRoutes,
  ...adminProjectRoutes,
  ...actorRoutes,
  ...resourceRoutes,
  ...settingsRoutes,
  ...tenantRoutes,
];
