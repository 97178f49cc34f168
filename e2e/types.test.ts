import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { exportedNames } from "./exported-names.ts";
import { installWithNpm } from "./npm-install.ts";
import { root } from "./pack.ts";

let folder: string;

beforeAll(() => {
  folder = installWithNpm(["packages/core", "packages/client"], ["node_modules/@types/node"]);
  writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module" }));
  writeFileSync(join(folder, "anywhere.ts"), anywhere);
  writeFileSync(join(folder, "on-node.ts"), onNode);
});

afterAll(() => {
  rmSync(dirname(folder), { recursive: true });
});

/** Exports again every name of an entry, so that none can be missing from its declarations. */
function everyExportOf(specifier: string, index: string): string {
  return `export { ${exportedNames(join(root, index)).join(", ")} } from "${specifier}";\n`;
}

const anywhere = `${everyExportOf("@argo-acc/core", "packages/core/src/index.ts")}
${everyExportOf("@argo-acc/client", "packages/client/src/index.ts")}
import { AccClient, type AccClientOptions, type MetricFilter } from "@argo-acc/client";
import { decode, isAccError, type Metric, metricSchema, type NewMetric } from "@argo-acc/core";

const options: AccClientOptions = { endpoint: "api.acc.example.org", token: "token", timeoutMs: undefined };
const metric: NewMetric = {
  metric_definition_id: "507f1f77bcf86cd799439011",
  time_period_start: "2025-02-01T00:00:00Z",
  time_period_end: "2025-03-01T00:00:00Z",
  value: 12.5,
};

export async function addOne(filter: MetricFilter): Promise<Metric | string> {
  const acc = new AccClient(options);
  for await (const listed of acc.project("prj-1").metrics.list(filter)) {
    const unit: string = listed.metric_definition.unit_type;
    const value: number = listed.value;
    // @ts-expect-error what was read is not written
    listed.value = value + unit.length;
  }
  try {
    return await acc.installation("6b04").metrics.add(metric);
  } catch (error) {
    return isAccError(error) ? \`\${error.code}: \${error.cure ?? ""}\` : "unknown";
  }
}

export const read: Metric = decode(metricSchema, JSON.parse("{}"), "a file");
// @ts-expect-error a metric needs a value
export const incomplete: NewMetric = { ...metric, value: undefined };
`;

const onNode = `${everyExportOf("@argo-acc/client/node", "packages/client/src/node/index.ts")}
import { AccClient } from "@argo-acc/client";
import { tokenFromFile } from "@argo-acc/client/node";

export const acc = new AccClient({ endpoint: "api.acc.example.org", token: tokenFromFile("token.txt") });
`;

const compilers = {
  "TypeScript 5.9": join(import.meta.dirname, "node_modules/typescript5"),
  "TypeScript 7": join(root, "node_modules/typescript"),
};
const onNodeToo = { files: ["anywhere.ts", "on-node.ts"], lib: ["es2024"], types: ["node"] };
const places = {
  "Node as Node resolves": { ...onNodeToo, module: "nodenext", moduleResolution: "nodenext" },
  "Node as bundlers resolve": { ...onNodeToo, module: "esnext", moduleResolution: "bundler" },
  "a browser as bundlers resolve": {
    files: ["anywhere.ts"],
    lib: ["es2024", "dom"],
    types: [],
    module: "esnext",
    moduleResolution: "bundler",
  },
};

const cases = Object.entries(compilers).flatMap(([name, compiler]) =>
  Object.entries(places).flatMap(([place, settings]) =>
    [true, false].map((exact) => ({
      name,
      compiler,
      place,
      settings,
      exact,
      word: exact ? "with" : "without",
    })),
  ),
);

describe("every export of core and client, for a strict consumer who checks declarations too", () => {
  it.each(Object.entries(compilers))("%s is what its name says", (name, compiler) => {
    const { version } = JSON.parse(readFileSync(join(compiler, "package.json"), "utf8"));
    expect(`TypeScript ${version}`).toMatch(new RegExp(`^${name.replaceAll(".", "\\.")}\\.`));
  });

  it.concurrent.for(cases)(
    "$name checks it for $place, $word exactOptionalPropertyTypes",
    async ({ compiler, settings: { files, ...settings }, exact }, { task }) => {
      const compilerOptions = {
        ...settings,
        target: "es2024",
        noEmit: true,
        strict: true,
        skipLibCheck: false,
        exactOptionalPropertyTypes: exact,
      };
      const project = join(folder, `tsconfig.${task.id}.json`);
      writeFileSync(project, JSON.stringify({ files, compilerOptions }));
      const child = spawn(process.execPath, [join(compiler, "bin/tsc"), "-p", project]);
      const said: string[] = [];
      child.stdout.setEncoding("utf8").on("data", (text: string) => said.push(text));
      const [status] = await once(child, "close");
      expect({ said: said.join(""), status }).toEqual({ said: "", status: 0 });
    },
  );
});
