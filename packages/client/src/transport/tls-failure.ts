import type { FailureKind } from "./network-failure.ts";

const WORDS = "the secure connection failed (TLS)";

/**
 * Which failure of TLS a code stands for; `undefined` for other codes. The server's certificate is judged before
 * anything is sent; an alert or a broken record can come at any time.
 */
export function tlsFailure(code: string): FailureKind | undefined {
  if (code.startsWith("ERR_SSL_")) {
    const kind: FailureKind = { words: WORDS, reached: "maybe", passing: false };
    const isPlain = /WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST/.test(code);
    return isPlain ? { ...kind, cure: "check the port: what answers there may not speak https" } : kind;
  }
  if (!/^ERR_TLS_|CERT|SELF_SIGNED|UNABLE_TO_(?:GET_ISSUER|VERIFY)|HOSTNAME_MISMATCH/.test(code))
    return undefined;
  return { words: WORDS, reached: "no", passing: false, cure: cureOf(code) };
}

function cureOf(code: string): string {
  if (code === "CERT_HAS_EXPIRED" || code === "CERT_NOT_YET_VALID") {
    return "check this machine's clock; if it is right, the service's certificate has to be renewed";
  }
  if (/ALTNAME|HOSTNAME/.test(code)) return "use the host name that the certificate is made for";
  return "if the certificate is of a private authority, name its PEM file in NODE_EXTRA_CA_CERTS, or give it as ca";
}
