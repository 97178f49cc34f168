import { readMetrics } from "./read-metrics.ts";
import { counted, element, metricsTable, totalsTable } from "./render.ts";
import { addUp } from "./totals.ts";

/** Problems that are listed; one wrong column makes as many as the file has lines. */
const LISTED = 50;

const input = found<HTMLInputElement>("#file");
const status = found<HTMLElement>("#status");
const result = found<HTMLElement>("#result");

input.addEventListener("change", () => {
  const [file] = input.files ?? [];
  if (file !== undefined) void show(file);
});

async function show(file: File): Promise<void> {
  result.replaceChildren();
  status.textContent = `Reading ${file.name} …`;
  try {
    const { metrics, problems, repeats } = readMetrics(await file.text());
    status.textContent = summary(file.name, metrics.length, repeats, problems.length);
    if (problems.length > 0) result.append(problemList(problems));
    if (metrics.length > 0) result.append(totalsTable(addUp(metrics)), metricsTable(metrics));
  } catch (error) {
    status.textContent = `${file.name} could not be read: ${String(error)}`;
  }
}

function summary(name: string, metrics: number, repeats: number, problems: number): string {
  const parts = [`${name}: ${counted(metrics, "metric")}`];
  if (repeats > 0) parts.push(`${counted(repeats, "repeated row")} left out`);
  if (problems > 0) parts.push(`${counted(problems, "problem")}, not in the totals`);
  return parts.join(" · ");
}

function problemList(problems: readonly string[]): HTMLElement {
  const section = element("section", "", "problems");
  const list = document.createElement("ul");
  list.append(...problems.slice(0, LISTED).map((problem) => element("li", problem)));
  section.setAttribute("role", "alert");
  section.append(element("h2", counted(problems.length, "problem")), list);
  if (problems.length > LISTED) section.append(element("p", `The first ${LISTED} are listed.`));
  return section;
}

function found<T extends Element>(selector: string): T {
  const one = document.querySelector<T>(selector);
  if (one === null) throw new Error(`the page has no ${selector}`);
  return one;
}
