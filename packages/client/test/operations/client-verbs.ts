type Given = readonly (readonly [given: unknown, shown: string])[];

const BY_ID: Given = [["x", ""]];
const BY_EITHER: Given = [...BY_ID, [{ externalId: "x" }, "{ externalId }"]];

/** Methods that make a handle instead of asking anything, each with the things it takes and how these are shown. */
const HANDLES = new Map<string, Given>([
  ["project", BY_ID],
  ["group", BY_ID],
  ["user", BY_ID],
  ["provider", BY_EITHER],
  ["installation", BY_EITHER],
]);

/** The names of all methods of a client and of what it is made of: `project().provider({ externalId }).report`. */
export function verbsOf(part: object, within = ""): string[] {
  const parts = Object.entries(part).flatMap(([name, value]: [string, unknown]) =>
    isObject(value) ? verbsOf(value, `${within}${name}.`) : [],
  );
  const methods = methodsOf(part).flatMap(([name, method]) => {
    const handles = HANDLES.get(name);
    if (handles === undefined) return [within + name];
    return handles.flatMap(([given, shown]) => {
      const handle: unknown = Reflect.apply(method, part, [given]);
      return isObject(handle) ? verbsOf(handle, `${within}${name}(${shown}).`) : [];
    });
  });
  return [...parts, ...new Set(methods)];
}

type Method = (...given: readonly unknown[]) => unknown;

/** Those of its class and of the classes that this one extends. */
function methodsOf(part: object): [string, Method][] {
  const prototype: unknown = Object.getPrototypeOf(part);
  if (!isObject(prototype) || prototype === Object.prototype) return [];
  const own = Object.entries(Object.getOwnPropertyDescriptors(prototype)).flatMap(
    ([name, { value }]: [string, PropertyDescriptor]): [string, Method][] =>
      typeof value === "function" && name !== "constructor" ? [[name, value]] : [],
  );
  return [...own, ...methodsOf(prototype)];
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
