import type { ServerResponse } from "node:http";
import { TLSSocket } from "node:tls";

import { type Answer, bytesOfBody } from "./service/answer.ts";

/** An answer that does not arrive as it should. */
export interface Delivery {
  /** The connection is reset after so many bytes of the body. */
  readonly resetAfter?: number | undefined;
  /** The declared length is so many bytes more than the body's; the connection then closes. */
  readonly lengthOff?: number | undefined;
}

/** Sends a part of an answer, or one whose declared length is wrong, and ends the connection. */
export function sendBadly(response: ServerResponse, answer: Answer, delivery: Delivery): void {
  const { resetAfter, lengthOff = 0 } = delivery;
  const bytes = bytesOfBody(answer.body);
  const { socket } = response;
  response.writeHead(answer.status, {
    ...answer.headers,
    "content-length": Math.max(0, bytes.length + lengthOff),
  });
  response.flushHeaders();
  const sent = resetAfter === undefined ? bytes : bytes.subarray(0, resetAfter);
  const finish = () => {
    if (resetAfter === undefined) socket?.end();
    else dropConnection(response, "reset");
  };
  // written to the socket, since a response keeps to the length it declared
  if (sent.length === 0 || response.req.method === "HEAD") finish();
  else socket?.write(sent, finish);
}

/** Ends a connection without an answer. */
export function dropConnection({ socket }: ServerResponse, how: "close" | "reset"): void {
  if (how === "close" || socket instanceof TLSSocket) socket?.destroy();
  else socket?.resetAndDestroy();
}
