import { readFileSync } from "node:fs";

const BASE_PATH = "/accounting-system";
const VERBS = new Set(["get", "post", "put", "patch", "delete"]);

/** What the OpenAPI file declares about one operation. */
export interface DeclaredOperation {
  /** Verb and path template below the base path: `GET /projects/{id}`. */
  readonly operation: string;
  readonly queryNames: readonly string[];
  /** The fields of the body. The searches declare a bare text: theirs are the fields of a query. */
  readonly bodyFields: readonly string[];
}

/** The operations of the service's OpenAPI file. */
export function readDeclaredOperations(): DeclaredOperation[] {
  const file = new URL("../fixtures/openapi.json", import.meta.url);
  const document: unknown = JSON.parse(readFileSync(file, "utf8"));
  return Object.entries(recordOf(recordOf(document)["paths"])).flatMap(([path, item]) =>
    Object.entries(recordOf(item))
      .filter(([verb]) => VERBS.has(verb))
      .map(([verb, operation]) => ({
        operation: `${verb.toUpperCase()} ${path.slice(BASE_PATH.length) || "/"}`,
        queryNames: queryNames(operation),
        bodyFields: bodyFields(document, operation),
      })),
  );
}

function queryNames(operation: unknown): string[] {
  const { parameters } = recordOf(operation);
  const declared = Array.isArray(parameters) ? parameters.map(recordOf) : [];
  return declared.filter((parameter) => parameter["in"] === "query").map(({ name }) => String(name));
}

function bodyFields(document: unknown, operation: unknown): readonly string[] {
  const schema = at(operation, ["requestBody", "content", "application/json", "schema"]);
  const { $ref: reference, type } = recordOf(schema);
  if (type === "string") return ["type", "field", "operand", "values", "operator", "criteria"];
  const named = typeof reference === "string" ? at(document, reference.split("/").slice(1)) : schema;
  return Object.keys(recordOf(recordOf(named)["properties"]));
}

function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce((inner, name) => recordOf(inner)[name], value);
}

function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
