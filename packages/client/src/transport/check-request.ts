import { AccConfigError } from "@argo-acc/core";

const METHODS = new Set(["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"]);
/** `.` and `..` between slashes, in every spelling that a URL takes for one. */
const STEPS = /[/\\](?:\.|%2e){1,2}(?=[/\\]|$)/i;
const WITHOUT_BODY = new Set(["GET", "HEAD"]);

/**
 * Checks what a caller asks for by method and path.
 *
 * @returns the method in capitals
 * @throws AccConfigError if it cannot be sent
 */
export function checkRequest(method: string, path: string, body: unknown): string {
  const name = method.toUpperCase();
  if (!METHODS.has(name)) {
    throw new AccConfigError(`"${method}" is no method of the service`, {
      cure: `give one of ${[...METHODS].join(", ")}`,
    });
  }
  if (!path.startsWith("/")) {
    throw new AccConfigError(`path "${path}" does not begin with a slash`, { cure: `write /${path}` });
  }
  if (path.includes("#")) {
    throw new AccConfigError(`path "${path}" has a fragment, which is never sent`, {
      cure: "write # as %23",
    });
  }
  if (STEPS.test(path.replace(/\?.*/s, ""))) {
    throw new AccConfigError(`path "${path}" has a step of dots, which would lead elsewhere`, {
      cure: "write the path as it is without them; no id is . or ..",
    });
  }
  if (body !== undefined && WITHOUT_BODY.has(name)) {
    throw new AccConfigError(`${name} ${path}: a ${name} has no body`, { cure: "put it into the query" });
  }
  return name;
}
