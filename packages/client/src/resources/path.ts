import { AccConfigError } from "@argo-acc/core";

/**
 * Builds a path below the endpoint, ids encoded: `` path`/projects/${id}/metrics` ``.
 *
 * @throws AccConfigError for an id that is empty, `.` or `..`: in a URL it would name something else
 */
export function path(parts: TemplateStringsArray, ...ids: readonly string[]): string {
  return String.raw({ raw: parts }, ...ids.map(encodeId));
}

function encodeId(id: string): string {
  if (id === "" || id === "." || id === "..") {
    throw new AccConfigError(`"${id}" is no id`, { cure: "give the id as the service lists it" });
  }
  return encodeURIComponent(id);
}
