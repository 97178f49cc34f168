import type { MetricContext } from "./metric-row.ts";

/** The contexts that metrics were written in, each kept once under a number. */
export class MetricContexts {
  /** Those whose definition id is not in lower case: it was stored as it was sent, and is looked up in vain. */
  readonly odd = new Set<number>();
  readonly #all: MetricContext[] = [];
  readonly #paths: string[] = [];
  readonly #numbers = new Map<string, number>();

  /** All of them; the place of each is its number. */
  get all(): readonly MetricContext[] {
    return this.#all;
  }

  /** The number of a context, made if it is new. */
  intern(context: MetricContext): number {
    const key = JSON.stringify([
      context.project_id,
      context.provider,
      context.installation_id,
      context.project,
      context.installation,
      context.infrastructure,
      context.resource,
      context.metric_definition_id,
      context.creatorId,
    ]);
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const number = this.#all.push(context) - 1;
    this.#numbers.set(key, number);
    this.#paths.push(`${context.project_id}.${context.provider}.${context.installation_id}`);
    if (context.metric_definition_id !== context.metric_definition_id.toLowerCase()) this.odd.add(number);
    return number;
  }

  get(number: number): MetricContext {
    return this.#all[number] as MetricContext;
  }

  /** `project.provider.installation` of a context. */
  path(number: number): string {
    return this.#paths[number] as string;
  }
}
