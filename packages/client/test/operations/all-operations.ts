import { ADMIN } from "./admin.ts";
import { INSTALLATIONS } from "./installations.ts";
import { ME } from "./me.ts";
import { METRIC_DEFINITIONS } from "./metric-definitions.ts";
import { METRICS } from "./metrics.ts";
import type { Operation } from "./operation.ts";
import { PROJECT_PARTS } from "./project-parts.ts";
import { PROJECTS } from "./projects.ts";
import { PROVIDERS } from "./providers.ts";

/** Every operation that the client has a method for. */
export const OPERATIONS: readonly Operation[] = [
  ...PROJECTS,
  ...PROJECT_PARTS,
  ...PROVIDERS,
  ...INSTALLATIONS,
  ...METRIC_DEFINITIONS,
  ...METRICS,
  ...ME,
  ...ADMIN,
];
