import { once } from "node:events";
import { resolve } from "node:path";

import { AccConfigError } from "@argo-acc/core";
import {
  BODY_KINDS,
  CHURN_ACTIONS,
  type DatasetOptions,
  FAULT_NAMES,
  type Sandbox,
  SEARCH_SCOPES,
  SERVICE_VERSIONS,
  startSandbox,
} from "@argo-acc/sandbox";

import { leaf } from "../cli/command.ts";
import { EXIT } from "../cli/exit-codes.ts";
import { duration, flag, oneOf, optionFlag, text, texts, type Values, wholeNumber } from "../cli/option.ts";
import { quoteForShell } from "../cli/own-process.ts";
import type { Session } from "../cli/session.ts";
import { count } from "../cli/words.ts";

const datasetOptions = {
  metrics: wholeNumber("How many metrics there are.", { min: 0, max: 100_000_000 }, { defaultText: "20000" }),
  projects: wholeNumber("How many projects.", { min: 1, max: 100_000 }, { defaultText: "3" }),
  providers: wholeNumber("How many providers.", { min: 1, max: 100_000 }, { defaultText: "6" }),
  installations: wholeNumber("How many installations.", { min: 1, max: 1_000_000 }, { defaultText: "28" }),
  months: wholeNumber("How many months of usage.", { min: 1, max: 1200 }, { defaultText: "24" }),
  until: text("YYYY-MM", "The month after the last one with usage.", { defaultText: "2025-01" }),
};

export default leaf({
  name: "sandbox",
  details: [
    "Runs the service in memory on this machine's loopback, until Ctrl-C, SIGTERM, or the end of a program that started it with an IPC channel. With --json the first line of stdout is an object with endpoint, issuer, control and tokens, a token for each role; with --tls also certificate, which clients have to trust.",
    `Faults are NAME[:PART…][@ROUTE]: the name is one of ${FAULT_NAMES.join(", ")}; a PART is a probability (0.3), the first so many calls (1x), every call from one on (5+), a seed (seed=7), and for some a time (200ms), a Retry-After (30s), bytes of the body (100b), a difference (+7), or a body (${BODY_KINDS.join(", ")}).`,
    `Churn is ACTION=N[,ACTION=N…][:PART…][@ROUTE]: the action is one of ${CHURN_ACTIONS.join(", ")}; a PART is early or late, installation=ID, a probability, a count, a first request or a seed. Without a route it is done before each request that reads metrics.`,
  ],
  options: {
    port: wholeNumber("The port.", { min: 0, max: 65_535 }, { defaultText: "0, any free one" }),
    fault: texts("SPEC", "Something that goes wrong, such as lose-reply:0.3."),
    churn: texts(
      "SPEC",
      "What others do to the metrics between requests, such as insert=10,delete=10:early.",
    ),
    service: oneOf(SERVICE_VERSIONS, "Which version of the service.", { defaultText: "1.8.1" }),
    search: oneOf(SEARCH_SCOPES, "Whose metrics a search finds.", {
      defaultText: "everything; own for 1.7.0",
    }),
    seed: wholeNumber(
      "Decides data, ids and chance.",
      { min: 0, max: Number.MAX_SAFE_INTEGER },
      { defaultText: "1" },
    ),
    fresh: flag(
      "Begin as a fresh service does: nothing in it, and any text is the token of a caller of that name.",
    ),
    tls: flag("Serve HTTPS, with a certificate made at the start."),
    tlsCaFile: text("FILE", "Where to write that certificate, for NODE_EXTRA_CA_CERTS or curl --cacert."),
    cors: text("ORIGIN", "Let pages of this origin in a browser call it, or of any (*).", {
      defaultText: "none",
    }),
    skipCost: wholeNumber(
      "What each row before a page costs, in microseconds, as in a database that counts them.",
      { min: 0, max: 1_000_000 },
      { defaultText: "0" },
    ),
    tokenLifetime: duration("How long the tokens of the token endpoint live.", { defaultText: "1h" }),
    ...datasetOptions,
  },
  examples: [
    { command: "argo-acc sandbox", does: "prints what to paste into another terminal" },
    { command: "argo-acc sandbox --port 8080 --fault lose-reply:0.3 --json", does: "for scripts" },
    {
      command: "argo-acc sandbox --tls --tls-ca-file ca.pem",
      does: "another terminal: curl --cacert ca.pem …",
    },
  ],
  async run(values, session) {
    const { seed, tls, tlsCaFile, tokenLifetime } = values;
    if (tlsCaFile !== undefined && !tls) {
      throw new AccConfigError("--tls-ca-file without --tls: there is no certificate to write", {
        cure: "add --tls",
      });
    }
    await using sandbox = await startSandbox({
      port: values.port,
      faults: values.fault,
      churn: values.churn,
      service: values.service,
      search: values.search,
      seed,
      fresh: values.fresh,
      tls,
      cors: values.cors === "*" ? true : values.cors,
      skipCost: values.skipCost,
      tokenLifetime: tokenLifetime === undefined ? undefined : tokenLifetime / 1000,
      dataset: values.fresh ? emptyDataset(values) : chosenDataset({ ...values, seed }),
    });
    if (tlsCaFile !== undefined) await writeCertificate(resolve(tlsCaFile), sandbox);
    await announce(sandbox, session, tlsCaFile);
    await untilEnd(session.signal);
    return EXIT.done;
  },
});

function emptyDataset(values: Values<typeof datasetOptions>): "empty" {
  const unused = Object.keys(datasetOptions).find(
    (name) => values[name as keyof typeof datasetOptions] !== undefined,
  );
  if (unused === undefined) return "empty";
  throw new AccConfigError(`--fresh with ${optionFlag(unused)}: a fresh service has nothing in it`, {
    cure: "leave one of them out",
  });
}

async function writeCertificate(path: string, { certificate = "" }: Sandbox): Promise<void> {
  // loaded only when it is needed: it brings the file layer with it
  const { replaceFile } = await import("../export/replace-file.ts");
  await replaceFile(path, (write) => write(certificate));
}

function chosenDataset(
  values: Values<typeof datasetOptions> & { readonly seed: number | undefined },
): DatasetOptions {
  const { seed, metrics, projects, providers, installations, months, until } = values;
  const given = Object.entries({ seed, metrics, projects, providers, installations, months, until });
  return Object.fromEntries(given.filter(([, value]) => value !== undefined));
}

async function announce(sandbox: Sandbox, { output }: Session, caFile: string | undefined): Promise<void> {
  const { endpoint, issuer, control, certificate, tokens } = sandbox;
  if (output.json) return output.record({ endpoint, issuer, control, certificate, tokens });
  output.fact("sandbox", `${endpoint} · ${count(sandbox.metrics.count, "metric")} · until Ctrl-C`);
  output.fact("roles", Object.keys(tokens).join(", "));
  output.fact("issuer", issuer);
  output.fact("control", control);
  if (certificate !== undefined) {
    output.fact("trust", caFile ?? "the certificate is in no file: --tls-ca-file FILE writes it");
  }
  output.say("\nin another terminal:");
  const trust = caFile === undefined ? "" : `\nexport NODE_EXTRA_CA_CERTS=${quoteForShell(resolve(caFile))}`;
  await output.line(`export ARGO_ACC_ENDPOINT=${endpoint}\nexport ARGO_ACC_TOKEN=${tokens.admin}${trust}`);
}

/** Ends with the run, or with the program that started this process with an IPC channel, however that one ends. */
async function untilEnd(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const parentGone = process.connected === true ? [once(process, "disconnect")] : [];
  // A waiting promise does not keep the process alive, the listening server does.
  await Promise.race([once(signal, "abort"), ...parentGone]);
}
