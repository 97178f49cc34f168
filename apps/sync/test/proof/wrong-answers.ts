/** What comes instead of an honest answer. */
export type WrongAnswer = (answer: Response) => Response | Promise<Response>;

/** Answers of a service that fails, and of one that lies. */
export const WRONG_ANSWERS: Readonly<Record<string, WrongAnswer>> = {
  "403": () => Response.json({ code: 403, message: "not for you" }, { status: 403 }),
  "404": () => Response.json({ code: 404, message: "not here" }, { status: 404 }),
  "500": () => Response.json({ details: "no idea", stack: "" }, { status: 500 }),
  "502 with a page of HTML": () =>
    new Response("<html><body>Bad Gateway</body></html>", {
      status: 502,
      headers: { "content-type": "text/html" },
    }),
  "an empty list": (answer) => changed(answer, (list) => list.slice(0, 0), 0),
  "an empty list, and the right total": (answer) => changed(answer, (list) => list.slice(0, 0)),
  "a total too high": (answer) => changed(answer, (list) => list, 100_000),
  "a total too low": (answer) => changed(answer, (list) => list, 1),
  "a list that leaves out rows": (answer) => changed(answer, everyOther, "fitting"),
  "a list that leaves out rows, and the right total": (answer) => changed(answer, everyOther),
  "broken JSON": async (answer) => replaced(answer, (await answer.text()).replace(/[}\]]\s*$/, "?")),
  "half a body": async (answer) => {
    const text = await answer.text();
    return replaced(answer, text.slice(0, Math.floor(text.length / 2)));
  },
  "a body that breaks off": (answer) => new Response(brokenOff(), { headers: answer.headers }),
  "an object of another shape": () => Response.json({ hello: "world" }),
  "a list of another shape": () => Response.json([1, "two", null]),
};

function replaced(answer: Response, body: string): Response {
  return new Response(body, { status: answer.status, headers: { "content-type": "application/json" } });
}

function everyOther(list: readonly unknown[]): unknown[] {
  return list.filter((_, at) => at % 2 === 1);
}

interface PageBody {
  readonly content: readonly unknown[];
  readonly total_elements: number;
}

/** Changes the rows of a page and its total, or the sums of a report. What is neither, such as one project, is left as it is. */
async function changed(
  answer: Response,
  change: (list: readonly unknown[]) => readonly unknown[],
  total?: number | "fitting",
): Promise<Response> {
  const body: unknown = await answer.json();
  if (!isPage(body)) return Response.json(changedSums(body, change), { status: answer.status });
  const content = change(body.content);
  const fitting = body.total_elements - body.content.length + content.length;
  const total_elements = total === "fitting" ? fitting : (total ?? body.total_elements);
  const size_of_page = content.length;
  return Response.json({ ...body, content, total_elements, size_of_page }, { status: answer.status });
}

/** The sums stand in `data`, of each installation its own. */
function changedSums(node: unknown, change: (list: readonly unknown[]) => readonly unknown[]): unknown {
  if (Array.isArray(node)) return node.map((one) => changedSums(one, change));
  if (typeof node !== "object" || node === null) return node;
  const fields = Object.entries(node).map(([name, value]: readonly [string, unknown]) => {
    const isSums = name === "data" && Array.isArray(value);
    return [name, isSums ? change(value) : changedSums(value, change)] as const;
  });
  return Object.fromEntries(fields);
}

function isPage(body: unknown): body is PageBody {
  return typeof body === "object" && body !== null && "content" in body && Array.isArray(body.content);
}

/** Some bytes, and then no more, though the body is not at its end. */
function brokenOff(): ReadableStream<Uint8Array> {
  return new ReadableStream({
    pull(controller) {
      controller.enqueue(new TextEncoder().encode('{"size_of_page":'));
      controller.error(new TypeError("terminated"));
    },
  });
}
