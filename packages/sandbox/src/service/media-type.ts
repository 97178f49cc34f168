/** Whether a content type counts as JSON: not `text/json`, not `…+json`. */
export function isJsonType(contentType: string): boolean {
  const type = contentType.split(";")[0]?.trim().toLowerCase();
  return type === "application/json" || type === "*/*" || type === "application/*";
}

/** Whether an `Accept` header takes JSON anywhere in it, whatever the weights say. */
export function acceptsJson(accept: string): boolean {
  return accept.split(",").some(isJsonType);
}
