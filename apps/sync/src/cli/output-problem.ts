const FULL: ReadonlySet<string> = new Set(["ENOSPC", "EDQUOT", "EFBIG"]);
const PATH = "standard output";

/** Why data could not be written, with the cure. The layer of files is loaded when it happens, not at each start. */
export async function asOutputProblem(cause: Error): Promise<Error> {
  const { AccStoreError } = await import("@argo-acc/store/mirror");
  const code = "code" in cause ? String(cause.code) : cause.message;
  return FULL.has(code)
    ? new AccStoreError("full", PATH, `cannot write to ${PATH}: the disk is full (${code})`, {
        cure: "free some space and run the same command again; what was written is not complete",
        cause,
      })
    : new AccStoreError("failed", PATH, `cannot write to ${PATH} (${code})`, {
        cure: "check where the output goes; what was written is not complete",
        cause,
      });
}
