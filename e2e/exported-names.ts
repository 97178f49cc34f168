import { readFileSync } from "node:fs";

/**
 * The names an `index.ts` exports of its own package, each with `type` in front where it is a type: such files export by
 * name alone.
 */
export function exportedNames(index: string): readonly string[] {
  const text = readFileSync(index, "utf8").replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, "");
  return [...text.matchAll(/export (type )?\{([^}]*)\} from "\.\//g)].flatMap(([, type = "", names = ""]) =>
    names
      .split(",")
      .map((name) => name.trim().replace(/ as default$/, ""))
      .filter((name) => name !== "")
      .map((name) => `${type}${name}`),
  );
}
