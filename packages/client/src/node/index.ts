export { nodeFetch, type NodeFetchOptions } from "./node-fetch.ts";
export { tokenFromCommand, type TokenFromCommandOptions } from "./token-from-command.ts";
export { tokenFromFile } from "./token-from-file.ts";
