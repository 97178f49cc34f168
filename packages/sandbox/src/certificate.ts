import { isIP } from "node:net";

import { generate } from "selfsigned";

const DAY_MS = 86_400_000;

/** A certificate that signs itself, and its key, both as PEM. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/** Makes a certificate for loopback and a host, good for a month. */
export async function makeCertificate(host: string): Promise<Certificate> {
  const addresses = new Set(["127.0.0.1", "::1", ...(isIP(host) === 0 ? [] : [host])]);
  const names = new Set(["localhost", ...(isIP(host) === 0 ? [host] : [])]);
  const { private: key, cert } = await generate([{ name: "commonName", value: "localhost" }], {
    keyType: "ec",
    algorithm: "sha256",
    notBeforeDate: new Date(Date.now() - DAY_MS),
    notAfterDate: new Date(Date.now() + 30 * DAY_MS),
    extensions: [
      { name: "basicConstraints", cA: true, critical: true },
      { name: "extKeyUsage", serverAuth: true },
      {
        name: "subjectAltName",
        altNames: [
          ...[...names].map((value) => ({ type: 2 as const, value })),
          ...[...addresses].map((ip) => ({ type: 7 as const, ip })),
        ],
      },
    ],
  });
  return { key, cert };
}
