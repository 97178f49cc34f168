/**
 * The line on which each element of an array begins, in a text that is known to be JSON.
 *
 * @param start the index of the bracket that opens the array
 */
export function elementLines(text: string, start: number): readonly number[] {
  const lines: number[] = [];
  let line = text.slice(0, start).split("\n").length;
  let depth = 0;
  let isElementDue = false;
  for (const [token] of text.slice(start).matchAll(/"(?:[^"\\]|\\.)*"|[[\]{},:]|\n|[^\s"[\]{},:]+/g)) {
    if (token === "\n") {
      line += 1;
      continue;
    }
    if (isElementDue && token !== "]") lines.push(line);
    isElementDue = false;
    if (token === "[" || token === "{") depth += 1;
    if (token === "]" || token === "}") depth -= 1;
    if (depth === 0) return lines;
    isElementDue = depth === 1 && (token === "[" || token === ",");
  }
  return lines;
}
