export { push, type PushResult } from "./push.ts";
export type { PushEvent, PushOptions, PushProblem } from "./push-run.ts";
