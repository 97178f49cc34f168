/** A kind of installation. */
export interface ServiceKind {
  /** What the names of its installations begin with. */
  readonly name: string;
  readonly infrastructure: string;
  /** The id and the name of its resource. */
  readonly resource: string;
  readonly resourceName: string;
  /**
   * What an installation of ordinary size has of each definition it reports: in a day, or in a month for the monthly
   * ones. The first one is its unit of access.
   */
  readonly reports: Readonly<Record<string, number>>;
}

/** The services of a generated dataset. The amounts of one service fit each other: 0.84 of the wall time is CPU time. */
export const SERVICES: readonly ServiceKind[] = [
  {
    name: "compute",
    infrastructure: "Meridian Cloud Federation",
    resource: "virtual-machines",
    resourceName: "Virtual machines",
    reports: { cpu_hours: 14_000, active_users: 180 },
  },
  {
    name: "storage",
    infrastructure: "Strata Storage Federation",
    resource: "object-storage",
    resourceName: "Object storage",
    reports: { storage_used: 620, data_transferred: 6.5 },
  },
  {
    name: "notebooks",
    infrastructure: "Meridian Cloud Federation",
    resource: "notebooks",
    resourceName: "Interactive notebooks",
    reports: { sessions_opened: 320, cpu_hours: 1900, active_users: 410 },
  },
  {
    name: "messaging",
    infrastructure: "Beacon Operations",
    resource: "message-broker",
    resourceName: "Message broker",
    reports: { messages_published: 190_000, messages_delivered: 9400 },
  },
  {
    name: "handles",
    infrastructure: "Anchor Identifier Alliance",
    resource: "identifiers",
    resourceName: "Persistent identifiers",
    reports: { api_requests: 52_000, pid_prefixes: 36 },
  },
  {
    name: "monitoring",
    infrastructure: "Beacon Operations",
    resource: "service-monitoring",
    resourceName: "Service monitoring",
    reports: { checks_run: 118_000, endpoints_monitored: 410, service_updates: 5 },
  },
  {
    name: "archive",
    infrastructure: "Strata Storage Federation",
    resource: "long-term-archive",
    resourceName: "Long-term archive",
    reports: { storage_held: 4.8, api_requests: 2600 },
  },
  {
    name: "batch",
    infrastructure: "Meridian Compute Grid",
    resource: "batch-computing",
    resourceName: "High-throughput computing",
    reports: { cpu_hours: 31_000, wall_time: 132_900_000, jobs_finished: 5200, active_users: 95 },
  },
  {
    name: "accelerators",
    infrastructure: "Meridian Compute Grid",
    resource: "accelerated-computing",
    resourceName: "Accelerated computing",
    reports: { gpu_hours: 540, active_users: 60 },
  },
];
