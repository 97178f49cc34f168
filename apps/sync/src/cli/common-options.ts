import { flag, text } from "./option.ts";

/** The options every command takes. */
export const commonOptions = {
  endpoint: text("URL", "The service: a host, or a URL with its base path.", {
    env: "ARGO_ACC_ENDPOINT",
    defaultText: "the service the file belongs to",
  }),
  tokenFile: text("FILE", "The file with the access token; read again when it changes.", {
    defaultText: "ARGO_ACC_TOKEN, else the file named by ARGO_ACC_TOKEN_FILE",
  }),
  insecureHttp: flag("Allow http to a host that is not this machine; the token travels readable."),
  mirror: text("FILE", "The mirror.", {
    env: "ARGO_ACC_MIRROR",
    defaultText: "mirror.db in the state folder",
  }),
  outbox: text("FILE", "The outbox.", {
    env: "ARGO_ACC_OUTBOX",
    defaultText: "outbox.db in the state folder",
  }),
  json: flag("Write results and errors as JSON, one value a line."),
  quiet: flag("Say nothing but data and errors."),
};
