import type { RunRef } from "@argo-acc/store/mirror";

import { type Option, text } from "../cli/option.ts";

/** An option that names a run: by its number, or by a time by which it was the last that had ended. */
export function runOption(description: string, defaultText: string): Option<RunRef | undefined> {
  const option = text("RUN|DATE", description, { defaultText });
  return {
    ...option,
    read: (written, where) => {
      const value = option.read(written, where);
      return value !== undefined && /^\d{1,15}$/.test(value) ? Number(value) : value;
    },
  };
}

/** The option `--as-of` of the commands that read the mirror. */
export const asOfOption = runOption(
  "Show the mirror as it was at the end of a run: its number, or the last that had ended by a day (00:00 UTC) or an instant.",
  "the present",
);
