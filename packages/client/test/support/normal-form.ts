/** The fields that hold a double, which JSON has no word for when it is not finite. */
const VALUES = new Set(["value", "total_value"]);
const NON_FINITE = new Set<unknown>(["NaN", "Infinity", "-Infinity"]);

/**
 * An answer of the service in the form that the client promises: no links; a metric has `id` and
 * `metric_definition_id`, whichever of the two shapes it came in; values are numbers; a secret does not show. Everything
 * else stays.
 */
export function inNormalForm(body: unknown): unknown {
  if (Array.isArray(body)) return body.map(inNormalForm);
  if (typeof body !== "object" || body === null) return body;
  const isPage = "size_of_page" in body;
  const fields = Object.entries(body)
    .filter(([name]) => name !== "secret" && !(name === "links" && isPage))
    .map(([name, value]: [string, unknown]) => [
      name === "metric_id" ? "id" : name,
      VALUES.has(name) && NON_FINITE.has(value) ? Number(value) : inNormalForm(value),
    ]);
  return { ...Object.fromEntries(fields), ...idOfDefinition(body) };
}

/** A listed metric shows it one level deeper. */
function idOfDefinition(item: object): object {
  const definition: unknown = "metric_definition" in item ? item.metric_definition : undefined;
  const isNested =
    typeof definition === "object" && definition !== null && "metric_definition_id" in definition;
  return isNested ? { metric_definition_id: definition.metric_definition_id } : {};
}
