import type { Sandbox, StoredMetric } from "@argo-acc/sandbox";

/** One thing that happens to what the service holds; `pick` chooses to what, `value` to what end. */
export type Edit = (service: EditedService, pick: number, value: number) => void;

/** A service that things happen to, and the metrics that it does not show for a while. */
export interface EditedService {
  readonly sandbox: Sandbox;
  readonly hidden: (() => void)[];
}

function one<T>(items: Iterable<T>, pick: number): T {
  const all = [...items];
  const found = all[pick % all.length];
  if (found === undefined) throw new Error("there is nothing to edit");
  return found;
}

function metricOf({ sandbox }: EditedService, pick: number): StoredMetric {
  return one(sandbox.metrics, pick);
}

/** Replaces a record of the service by what it was with some fields changed. */
function patch<T>(map: Map<string, T>, pick: number, fields: Partial<T>): void {
  const [id, record] = one(map, pick);
  map.set(id, { ...record, ...fields });
}

function dayOf(value: number): string {
  return `2024-03-${String((value % 27) + 1).padStart(2, "0")}T00:00:00Z`;
}

/** What can happen, by name. */
export const EDITS = {
  "a metric is added": ({ sandbox }, pick, value) => {
    const installation = one(sandbox.state.installations.keys(), pick);
    sandbox.metrics.insert(installation, { value, time_period_start: dayOf(value) });
  },
  "a metric is deleted": (service, pick) => {
    if (service.sandbox.metrics.count > 5) service.sandbox.metrics.delete(metricOf(service, pick).id);
  },
  "a value is restated": (service, pick, value) =>
    void service.sandbox.metrics.change(metricOf(service, pick).id, { value }),
  "a value is not finite": (service, pick) =>
    void service.sandbox.metrics.change(metricOf(service, pick).id, { value: Number.NaN }),
  "a start moves": (service, pick, value) =>
    void service.sandbox.metrics.change(metricOf(service, pick).id, { time_period_start: dayOf(value) }),
  "an end moves": (service, pick) =>
    void service.sandbox.metrics.change(metricOf(service, pick).id, {
      time_period_end: "2024-05-01T00:00:00.250Z",
    }),
  "a group and a user are set": (service, pick, value) =>
    void service.sandbox.metrics.change(metricOf(service, pick).id, {
      group_id: `group ${value}`,
      user_id: "",
    }),
  "a metric gets another definition": (service, pick, value) =>
    void service.sandbox.metrics.change(metricOf(service, pick).id, {
      metric_definition_id: one(service.sandbox.state.definitions.keys(), value),
    }),
  "a metric is not listed for a while": (service, pick) => {
    const { installations, metrics } = service.sandbox.state;
    if (metrics.size <= 5) return;
    const { id } = metricOf(service, pick);
    const row = metrics.find(id);
    if (row === undefined) return;
    const context = metrics.contexts.intern(metrics.context(row));
    const kept = {
      start: metrics.start(row),
      end: metrics.end(row),
      value: metrics.value(row),
      group: metrics.groups.text(metrics.group(row)),
      user: metrics.users.text(metrics.user(row)),
    };
    const { installation_id } = metrics.context(row);
    metrics.remove(row);
    service.hidden.push(() => {
      if (installations.has(installation_id)) metrics.insert(id, context, kept);
    });
  },
  "what was not listed is listed again": ({ hidden }) => {
    for (const show of hidden.splice(0)) show();
  },
  "a project is renamed": ({ sandbox }, pick, value) =>
    patch(sandbox.state.projects, pick, { acronym: `P${value}`, title: `Project ${value}` }),
  "a capacity is registered": ({ sandbox }, pick, value) => {
    if (sandbox.state.capacities.size === 0) return;
    const [installation, capacities] = one(sandbox.state.capacities, pick);
    const { metric_definition_id } = one(capacities, value);
    const registered = {
      installation_id: installation,
      metric_definition_id,
      value,
      registered_on: dayOf(value),
    };
    capacities.push({ id: sandbox.state.newId(), ...registered });
  },
  "a capacity is changed": ({ sandbox }, pick, value) => {
    if (sandbox.state.capacities.size === 0) return;
    const capacities = one(sandbox.state.capacities.values(), pick);
    capacities.splice(0, 1, { ...one(capacities, 0), value });
  },
  "an installation is renamed": ({ sandbox }, pick, value) =>
    patch(sandbox.state.installations, pick, { installation: `machine ${value}`, external_id: null }),
  "an installation is deleted with its metrics": ({ sandbox }, pick) => {
    const { state } = sandbox;
    if (state.installations.size < 4) return; // something must be left to edit
    const { id, project, organisation } = one(state.installations.values(), pick);
    for (const metric of sandbox.metrics.list({ installation: id })) sandbox.metrics.delete(metric.id);
    const place = state.projects.get(project)?.providers.get(organisation);
    place?.installations.splice(place.installations.indexOf(id), 1);
    state.installations.delete(id);
    state.capacities.delete(id);
  },
  "a provider is added": ({ sandbox }, _pick, value) => {
    const added = one(sandbox.state.providers.values(), 0);
    const id = sandbox.state.newId();
    sandbox.state.providers.set(id, { ...added, id, name: `provider ${value}`, external_id: id });
  },
  "a definition is reworded": ({ sandbox }, pick, value) => {
    patch(sandbox.state.definitions, pick, { metric_description: `counted as ${value}` });
    sandbox.state.definitionsVersion++;
  },
  "a unit type is reworded": ({ sandbox }, pick, value) =>
    patch(sandbox.state.unitTypes, pick, { description: `as of ${value}` }),
} as const satisfies Record<string, Edit>;

/** The name of something that can happen. */
export type EditName = keyof typeof EDITS;
