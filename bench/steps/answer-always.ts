import { createServer } from "node:http";
import { parentPort, workerData } from "node:worker_threads";

/** Answers every request with the same JSON, in a thread of its own. */
const { body } = workerData as { readonly body: string };
const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
const server = createServer((request, response) => {
  request.resume();
  response.writeHead(200, headers).end(body);
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (typeof address === "object" && address !== null) parentPort?.postMessage(address.port, []);
});
