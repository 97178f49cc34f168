import { AccConfigError } from "@argo-acc/core";

/** The service refuses URLs of about 9,000 characters with 414 and no word. */
const LONGEST_ID = 8000;
const SHOWN = 40;

/** Routes that stand where an id could: the service never reads what is there as one. */
const ROUTES =
  /^\/(?:(?:installations|providers)\/(?:all|external|search)|(?:projects|metric-definitions)\/search|projects\/[^/]+\/providers\/external)$/;

/**
 * Builds a path below the endpoint, ids encoded: `` path`/projects/${id}/metrics` ``.
 *
 * @throws AccConfigError for an id that is no text, is empty, `.` or `..`: in a URL it would name something else, as the
 *   name of a route would (`/installations/all`); and for one that is too long for a URL
 */
export function path(parts: TemplateStringsArray, ...ids: readonly string[]): string {
  const built = String.raw({ raw: parts }, ...ids.map(encodeId));
  if (!ROUTES.test(built)) return built;
  throw new AccConfigError(`"${ids.at(-1)}" is no id: ${built} is a route of its own`, {
    cure: "call the method that stands for the route, or give another id",
  });
}

/** The ids of a path that could not be written into it as they are. */
export function escapedIds(built: string): string[] {
  return built
    .split("/")
    .filter((part) => part.includes("%"))
    .map(decodeURIComponent);
}

/** @throws AccConfigError for an id that is no text, is empty, is not well-formed Unicode, or is too long for a URL */
export function checkId(id: string): string {
  if (typeof id !== "string") throw noId(id, "give the text of an id");
  if (id === "" || !id.isWellFormed()) throw noId(`"${id}"`);
  const { length } = encodeURIComponent(id);
  if (length <= LONGEST_ID) return id;
  const words = `the id "${id.slice(0, SHOWN)}…" takes ${length} characters of a URL: the service reads none as long`;
  throw new AccConfigError(words, { cure: `give an id that takes no more than ${LONGEST_ID}` });
}

function encodeId(id: string): string {
  if (id === "." || id === "..") throw noId(`"${id}"`);
  return encodeURIComponent(checkId(id));
}

function noId(shown: unknown, cure = "give the id as the service lists it"): AccConfigError {
  return new AccConfigError(`${String(shown)} is no id`, { cure });
}
