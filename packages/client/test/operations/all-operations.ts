import { ADMIN_ACCESS } from "./admin-access.ts";
import { ADMIN } from "./admin.ts";
import { INSTALLATION_PARTS } from "./installation-parts.ts";
import { INSTALLATIONS } from "./installations.ts";
import { ME } from "./me.ts";
import { METRIC_DEFINITIONS } from "./metric-definitions.ts";
import { METRICS } from "./metrics.ts";
import type { Operation } from "./operation.ts";
import { PROJECT_PROVIDERS } from "./project-providers.ts";
import { PROJECTS } from "./projects.ts";
import { PROVIDERS } from "./providers.ts";
import { TYPES } from "./types.ts";

/** Every operation that the client has a method for. */
export const OPERATIONS: readonly Operation[] = [
  ...PROJECTS,
  ...PROJECT_PROVIDERS,
  ...PROVIDERS,
  ...INSTALLATIONS,
  ...INSTALLATION_PARTS,
  ...METRIC_DEFINITIONS,
  ...TYPES,
  ...METRICS,
  ...ME,
  ...ADMIN,
  ...ADMIN_ACCESS,
];
