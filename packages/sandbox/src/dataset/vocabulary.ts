/** Words that generated datasets are made of. All of it is invented. */
export const PROJECTS: readonly (readonly [acronym: string, title: string])[] = [
  ["AURIGA", "Auriga: shared computing for open science"],
  ["HYDRA-DATA", "Hydra: federated storage for environmental research"],
  ["LYRA", "Lyra: sensitive data services for the life sciences"],
  ["CYGNUS", "Cygnus: interactive analysis close to the data"],
  ["PERSEUS", "Perseus: persistent identifiers across disciplines"],
  ["VELA", "Vela: monitoring and accounting for research commons"],
  ["CARINA", "Carina: workflows for earth observation"],
  ["DORADO", "Dorado: digital collections of the humanities"],
];

export const PROVIDERS: readonly (readonly [abbreviation: string, name: string])[] = [
  ["NDC", "Northern Data Centre"],
  ["ICR", "Institute for Computational Research"],
  ["AAC", "Alpine Academic Computing"],
  ["MRC", "Maritime Research Cloud"],
  ["PSC", "Plains Supercomputing Centre"],
  ["LRI", "Lakeside Research Infrastructure"],
  ["USN", "University Services Network"],
  ["COD", "Centre for Open Data"],
  ["IGN", "Island Grid Network"],
  ["TEC", "Tundra E-Science Centre"],
];

/** Kinds of installation: what its name begins with, its infrastructure, and the definitions it reports. */
export const SERVICES: readonly (readonly [
  name: string,
  infrastructure: string,
  ...definitions: string[],
])[] = [
  ["compute", "Cloud Compute", "cpu_hours", "active_users"],
  ["storage", "Object Storage", "storage_used", "api_requests"],
  ["notebooks", "Interactive Notebooks", "active_users", "cpu_hours"],
  ["messaging", "Message Broker", "messages_delivered", "active_users"],
  ["handles", "Persistent Identifiers", "pid_prefixes", "api_requests"],
  ["monitoring", "Service Monitoring", "endpoints_monitored", "service_updates"],
  ["archive", "Long-term Archive", "storage_allocated", "api_requests"],
  ["batch", "High Throughput Computing", "wall_time", "cpu_hours"],
];

/** Definitions: name, words, unit, type, and how large a day's value is about. */
export const DEFINITIONS: readonly (readonly [
  name: string,
  description: string,
  unit: string,
  type: string,
  size: number,
])[] = [
  ["cpu_hours", "Processor time used, in hours", "CPU Time", "aggregated", 1800],
  ["storage_used", "Mean space in use", "TB", "averaged", 240],
  ["storage_allocated", "Space set aside", "TB/year", "averaged", 600],
  ["api_requests", "Requests answered", "API reqs", "count", 52_000],
  ["active_users", "Users seen", "#", "count", 140],
  ["messages_delivered", "Mean messages delivered in an hour", "Messages/hour", "averaged", 9400],
  ["pid_prefixes", "Prefixes served", "PID prefixes", "summarised", 36],
  ["endpoints_monitored", "Mean endpoints watched in an hour", "Endpoints Monitored/hour", "averaged", 410],
  ["service_updates", "Updates rolled out", "Service Updates", "count", 5],
  ["wall_time", "Wall clock time of jobs", "s", "aggregated", 900_000],
];

/** Groups of researchers, as infrastructures name them. */
export const GROUPS: readonly string[] = [
  "climate-models",
  "protein-folding",
  "survey-archive",
  "ocean-sensors",
  "language-corpora",
  "galaxy-catalogue",
  "crop-genomics",
  "air-quality",
];

/** How busy the months are, January first. */
export const SEASONS: readonly number[] = [1, 1.05, 1.12, 1.08, 1.1, 0.98, 0.82, 0.68, 1.02, 1.15, 1.2, 0.86];
