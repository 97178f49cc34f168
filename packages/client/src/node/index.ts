export { tokenFromFile } from "./token-from-file.ts";
