/** The kinds of error body the service has: a code with a message, nothing, or details with a stack. */
export type RefusalBody = "message" | "empty" | "details";

/** An answer other than success, thrown where it is decided and written where all answers are written. */
export class Refusal extends Error {
  readonly status: number;
  readonly body: RefusalBody;

  constructor(status: number, message: string, body: RefusalBody = "message") {
    super(message);
    this.name = "Refusal";
    this.status = status;
    this.body = body;
  }
}

export function badRequest(message: string): Refusal {
  return new Refusal(400, message);
}

/** 400 without a body: a JSON value of the wrong kind. */
export function wrongKind(): Refusal {
  return new Refusal(400, "", "empty");
}

export function unauthenticated(): Refusal {
  return new Refusal(401, "", "empty");
}

export function forbidden(message = "The roles of this token do not allow this call."): Refusal {
  return new Refusal(403, message);
}

export function notFound(what: string, id: string): Refusal {
  return new Refusal(404, `There is no ${what} with the id ${id}.`);
}

export function conflict(message: string): Refusal {
  return new Refusal(409, message);
}

/** 500 with a code and a message: many mistakes of a client end so. */
export function brokenInside(message: string): Refusal {
  return new Refusal(500, message);
}

/** 500 with details and a stack: text where a number is due, a token that cannot be taken apart. */
export function brokenDetails(message: string): Refusal {
  return new Refusal(500, `Error id 00000000-0000-4000-8000-000000000000, ${message}`, "details");
}
