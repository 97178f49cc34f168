import type { MetricItem } from "@argo-acc/core";

import type { Totals } from "./totals.ts";

/** Rows of single metrics that are shown: a browser grows slow with a table of a million. */
const SHOWN = 200;

const numbers = new Intl.NumberFormat("en", { maximumSignificantDigits: 15 });

/** The totals as a table: a row for each definition, its total, then a column for each month. */
export function totalsTable({ months, definitions }: Totals): HTMLElement {
  const head = [cell("th", "Definition", "col"), cell("th", "Total", "col", "number")];
  const rows = definitions.map(({ definition, months: sums, total }) => {
    const name = cell("th", "", "row");
    // names have no spaces: on a phone they break after an underscore
    for (const word of definition.metric_name.split(/(?<=_)/)) name.append(word, element("wbr", ""));
    name.append(element("small", `${definition.unit_type}, ${definition.metric_type}`));
    return [
      name,
      cell("td", numbers.format(total), undefined, "number total"),
      ...months.map((month) => sumCell(sums.get(month))),
    ];
  });
  return table(
    "Totals by definition and month",
    [...head, ...months.map((month) => cell("th", month, "col", "number"))],
    rows,
  );
}

function sumCell(sum: number | undefined): HTMLElement {
  return cell("td", sum === undefined ? "–" : numbers.format(sum), undefined, "number");
}

/** The metrics themselves, as far as they are shown. */
export function metricsTable(metrics: readonly MetricItem[]): HTMLElement {
  const heads = ["Period start", "Period end", "Definition", "Value", "Unit", "Project", "Group", "User"];
  const rows = metrics
    .slice(0, SHOWN)
    .map((metric) => [
      cell("td", metric.time_period_start),
      cell("td", metric.time_period_end),
      cell("td", metric.metric_definition.metric_name),
      cell("td", numbers.format(metric.value), undefined, "number"),
      cell("td", metric.metric_definition.unit_type),
      cell("td", metric.project ?? metric.project_id),
      cell("td", metric.group_id ?? "–"),
      cell("td", metric.user_id ?? "–"),
    ]);
  const caption =
    metrics.length > SHOWN
      ? `The first ${SHOWN} of ${counted(metrics.length, "metric")}`
      : `The metrics, one by one`;
  return table(
    caption,
    heads.map((head) => cell("th", head, "col", head === "Value" ? "number" : "")),
    rows,
  );
}

/** `1 metric`, `1,200 metrics`. */
export function counted(count: number, noun: string): string {
  return `${numbers.format(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/** An element with a text; never with markup, since what is shown comes from a file. */
export function element(name: string, text: string, className = ""): HTMLElement {
  const created = document.createElement(name);
  created.textContent = text;
  if (className !== "") created.className = className;
  return created;
}

function cell(name: "td" | "th", text: string, scope?: "col" | "row", className = ""): HTMLElement {
  const created = element(name, text, className);
  if (scope !== undefined) created.setAttribute("scope", scope);
  return created;
}

/** A table that scrolls in a box of its own where the page is narrow; the box can be reached by keyboard. */
function table(
  caption: string,
  head: readonly HTMLElement[],
  rows: readonly (readonly HTMLElement[])[],
): HTMLElement {
  const whole = document.createElement("table");
  const thead = whole.createTHead();
  thead.insertRow().append(...head);
  const body = whole.createTBody();
  for (const row of rows) body.insertRow().append(...row);
  const title = element("h2", caption);
  title.id = caption.toLowerCase().replaceAll(/[^a-z]+/g, "-");
  const box = element("div", "", "scroll");
  box.tabIndex = 0;
  box.setAttribute("role", "region");
  box.setAttribute("aria-labelledby", title.id);
  whole.setAttribute("aria-labelledby", title.id);
  box.append(whole);
  const section = element("section", "");
  section.append(title, box);
  return section;
}
