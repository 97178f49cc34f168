/** Names that generated datasets are made of. All of it is invented. */
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
  ["NORDA", "Northern Data Centre"],
  ["ICORE", "Institute for Computational Research"],
  ["ALPAC", "Alpine Academic Computing"],
  ["MARECLOUD", "Maritime Research Cloud"],
  ["PLAINSC", "Plains Supercomputing Centre"],
  ["LAKERI", "Lakeside Research Infrastructure"],
  ["UNISERV", "University Services Network"],
  ["CENTOD", "Centre for Open Data"],
  ["ISLEGRID", "Island Grid Network"],
  ["TUNDRA", "Tundra E-Science Centre"],
];

/** Virtual organisations and collaborations, as infrastructures name them. */
export const GROUPS: readonly string[] = [
  "vo.climate-models.example.org",
  "protein-folding",
  "survey-telescope",
  "vo.ocean-sensors.example.org",
  "language-corpora",
  "neutrino-array",
  "vo.crop-genomics.example.org",
  "air-quality-network",
];
