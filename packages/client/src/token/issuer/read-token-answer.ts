import { type IssuerAnswer, readFields, refusal, unusable } from "./issuer-failure.ts";

/** What a token endpoint gave. */
export interface TokenAnswer {
  readonly token: string;
  /** From receipt, in milliseconds; `undefined` if it gave no number of seconds above 0. */
  readonly lifeMs: number | undefined;
}

/**
 * Reads the answer of a token endpoint. Only what is needed is looked at: an ID token beside it would be judged by
 * this machine's clock, and by then the refresh token may have been spent.
 *
 * @throws IssuerFailure if there is no access token in it
 */
export function readTokenAnswer(answer: IssuerAnswer): TokenAnswer {
  if (answer.status !== 200) throw refusal(answer);
  const fields = readFields(answer.text);
  if (fields === undefined) throw unusable(answer);
  const { access_token: token, token_type: type, expires_in: expiresIn } = fields;
  if (typeof token !== "string" || token.trim() === "") throw unusable(answer, "no access_token in its body");
  if (type !== undefined && String(type).toLowerCase() !== "bearer") {
    throw unusable(answer, "an access token that is no Bearer token");
  }
  return { token: token.trim(), lifeMs: lifeOf(expiresIn) };
}

/** The refresh token that comes with the answer, whatever else it is worth. */
export function readSuccessor(answer: IssuerAnswer): string | undefined {
  const { refresh_token: successor } = (answer.status === 200 ? readFields(answer.text) : undefined) ?? {};
  return typeof successor === "string" && successor !== "" ? successor : undefined;
}

/** Some issuers write the number as text. */
function lifeOf(expiresIn: unknown): number | undefined {
  const seconds = typeof expiresIn === "string" && expiresIn.trim() !== "" ? Number(expiresIn) : expiresIn;
  return typeof seconds === "number" && Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : undefined;
}
