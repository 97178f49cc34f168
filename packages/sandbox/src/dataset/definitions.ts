/** Unit types that the operators of a generated dataset added to the built-in ones. */
export const OWN_UNIT_TYPES: readonly (readonly [name: string, description: string])[] = [
  ["core hours", "Hours of one processor core"],
  ["GPU hours", "Hours of one graphics processor"],
  ["users", "Different people or services"],
];

/** The words of a definition, and how its values behave. */
export interface DefinitionWords {
  readonly name: string;
  readonly description: string;
  readonly unit: string;
  readonly type: "aggregated" | "count" | "summarised" | "averaged";
  /** A figure about a month that days do not add up to. It is never reported by day. */
  readonly isMonthly: boolean;
  /** Whether its values are whole numbers. */
  readonly isWhole: boolean;
  /** How much seasons, weekends and chance move it: 0 = not at all, 1 = in full. */
  readonly swing: number;
}

/** All definitions of a generated dataset. */
export const DEFINITIONS: readonly DefinitionWords[] = [
  adding("cpu_hours", "Hours that processor cores worked for users", "core hours", "aggregated", 0.8),
  adding("gpu_hours", "Hours that graphics processors were given to users", "GPU hours", "aggregated", 0.8),
  adding("wall_time", "Running time of jobs, times their cores", "s", "aggregated", 0.8),
  adding("jobs_finished", "Jobs that came to an end", "count", "count", 0.9),
  adding("sessions_opened", "Interactive sessions that users opened", "count", "count", 1),
  adding("data_transferred", "Data that clients wrote and read", "TB", "aggregated", 0.9),
  adding("storage_held", "Space taken, times the years it was taken", "TB/year", "aggregated", 0.03),
  adding("api_requests", "Requests answered", "API reqs", "count", 0.7),
  adding("messages_published", "Messages that clients handed in", "count", "count", 0.5),
  adding("checks_run", "Checks of the services under monitoring", "count", "count", 0.05),
  ofMonth("active_users", "Different users seen in the month", "users", "summarised", 0.4),
  ofMonth("storage_used", "Mean space taken over the month", "TB", "averaged", 0.03),
  ofMonth("messages_delivered", "Mean messages delivered in an hour", "Messages/hour", "averaged", 0.5),
  ofMonth("pid_prefixes", "Prefixes served at the end of the month", "PID prefixes", "summarised", 0.02),
  ofMonth("endpoints_monitored", "Mean endpoints watched", "Endpoints Monitored/hour", "averaged", 0.05),
  ofMonth("service_updates", "Updates rolled out in the month", "Service Updates", "count", 1),
];

type Words = [name: string, description: string, unit: string, type: DefinitionWords["type"], swing: number];

/** Usage that adds up, over days as over months. */
function adding(...words: Words): DefinitionWords {
  return { ...ofMonth(...words), isMonthly: false };
}

function ofMonth(...[name, description, unit, type, swing]: Words): DefinitionWords {
  const isWhole = type === "count" || type === "summarised" || unit === "s";
  return { name, description, unit, type, isMonthly: true, isWhole, swing };
}
