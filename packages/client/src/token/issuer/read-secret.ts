import { AccTokenError } from "@argo-acc/core";

import type { Secret } from "./issuer-options.ts";

/**
 * The text of a secret, without the line breaks that files end with.
 *
 * @returns `undefined` for a client that has none
 * @throws AccTokenError if the function that should give it fails or gives nothing
 */
export async function readSecret(secret: Secret | undefined): Promise<string | undefined> {
  if (typeof secret !== "function") return withoutBreaks(secret);
  let text: string | undefined;
  try {
    text = withoutBreaks(await secret());
  } catch (cause) {
    const cure = "see its own message below";
    throw new AccTokenError("the function that gives the clientSecret failed", { cure, cause });
  }
  if (text !== "") return text;
  throw new AccTokenError("the function that gives the clientSecret gave nothing", {
    cure: "let it return the client's secret",
  });
}

function withoutBreaks(text: string | undefined): string | undefined {
  return text?.replace(/[\r\n]+$/, "");
}
