import { InProcess } from "../invariants/in-process.ts";
import { recordedDataset } from "../recorded-dataset.ts";
import { type Operation, TENANT } from "./operations.ts";

const DATASET = recordedDataset("01");
const [PROVIDER, INSTALLATION, DEFINITION] = [
  DATASET.providers[0]?.id ?? "",
  DATASET.installations[0]?.id ?? "",
  DATASET.definitions[0]?.metric_definition_id ?? "",
];
const IN_CAPITALS = /\b[A-Z]{4,}(?:-TYPE)?\b/g;

/** A small service without metrics, with one of everything that an operation can be about. */
export class Place {
  readonly service = new InProcess(DATASET);
  readonly #ids: ReadonlyMap<string, string>;

  constructor({ path }: Operation) {
    const { service } = this;
    const made = (call: string, body: unknown, field = "id") =>
      String(service.send(call, { body }).body[field]);
    const [free, assigned] = ["free", "assigned"].map((name) => made("POST /admin/entitlements", { name }));
    const actor = service.world.actors.keys().next().value ?? "";
    service.send(`POST /admin/entitlements/${assigned}/assign/${actor}`);
    const capacity = { value: 1, metric_definition_id: DEFINITION, registered_on: "2024-01-01" };
    service.send(`POST /installations/${INSTALLATION}/capacities`, { body: capacity });
    const definition = { metric_name: "unused", unit_type: "TB", metric_type: "count" };
    const type = (kind: string) =>
      made(`POST /${kind}-types`, { [`${kind}_type`]: "unused", description: "Unused" });
    this.#ids = new Map([
      ["PROVIDER", PROVIDER],
      ["INSTALLATION", INSTALLATION],
      ["DEFINITION", DEFINITION],
      ["ACTOR", actor],
      ["FREE", free ?? ""],
      ["ASSIGNED", assigned ?? ""],
      ["CAPACITY", service.world.capacities.get(INSTALLATION)?.at(-1)?.id ?? ""],
      ["UNUSED", made("POST /metric-definitions", definition, "metric_definition_id")],
      ["UNIT-TYPE", type("unit")],
      ["METRIC-TYPE", type("metric")],
      ["LONE", made("POST /providers", { name: "lone" })],
      ["TENANT", made("POST /admin/oidc-tenants", TENANT)],
      ["RESOURCE", made("POST /admin/resources", { id: "unused", name: "Unused" })],
      // an installation that has a metric can be neither changed nor deleted
      ...(path.includes("METRIC") && !path.includes("TYPE") ? [["METRIC", this.#metric()] as const] : []),
    ]);
  }

  /** A text with the ids of this place. */
  named(text: string): string {
    return text.replace(IN_CAPITALS, (name) => this.#ids.get(name) ?? name);
  }

  #metric(): string {
    const body = {
      metric_definition_id: DEFINITION,
      time_period_start: "2024-01-01T00:00:00Z",
      time_period_end: "2024-01-02T00:00:00Z",
    };
    return String(
      this.service.send(`POST /installations/${INSTALLATION}/metrics`, { body }).body["metric_id"],
    );
  }
}
