import { createHash } from "node:crypto";

import { AccConfigError } from "@argo-acc/core";

import type { Dataset } from "../dataset/dataset.ts";

/** The versions of the service that a sandbox can be; the first is the default. */
export const SERVICE_VERSIONS = ["1.8.1", "1.7.0"] as const;
export type ServiceVersion = (typeof SERVICE_VERSIONS)[number];

/** @throws AccConfigError that lists the versions there are */
export function checkVersion(version: string): ServiceVersion {
  const known = SERVICE_VERSIONS.find((one) => one === version);
  if (known !== undefined) return known;
  throw new AccConfigError(`there is no sandbox of service "${version}"`, {
    cure: `use one of ${SERVICE_VERSIONS.join(", ")}`,
  });
}

/** How a version names who created something: as the issuer does, or since before 1.8 by a digest. */
export function creatorIdOf(version: ServiceVersion, subject: string, issuer: string): string {
  if (version === "1.8.1" || subject === "") return subject;
  return createHash("sha256").update(subject).update(issuer).digest("hex");
}

/** A dataset as 1.7.0 would hold it: without capacities, its creators named by digests. */
export function olderDataset(dataset: Dataset, issuer: string): Dataset {
  const renamed = <T extends { readonly creator_id?: string | null | undefined }>(things: readonly T[]) =>
    things.map((thing) => ({ ...thing, creator_id: creatorIdOf("1.7.0", thing.creator_id ?? "", issuer) }));
  return {
    ...dataset,
    capacities: [],
    definitions: renamed(dataset.definitions),
    providers: renamed(dataset.providers),
    unitTypes: renamed(dataset.unitTypes ?? []),
  };
}
