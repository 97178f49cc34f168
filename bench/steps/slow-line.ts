import { connect, createServer, type Socket } from "node:net";

/** A line to a server on this machine that delays what goes either way by half a round trip, in order. */
const [port = "0", rtt = "0"] = process.argv.slice(2);
const delay = Number(rtt) / 2;

function carry(from: Socket, to: Socket): void {
  from.on("data", (chunk) => setTimeout(() => to.write(chunk), delay));
  from.on("end", () => setTimeout(() => to.end(), delay));
  from.on("error", () => to.destroy());
  from.on("close", () => setTimeout(() => to.destroy(), delay));
}

const server = createServer({ allowHalfOpen: true, noDelay: true }, (caller) => {
  const line = connect({ port: Number(port), host: "127.0.0.1", allowHalfOpen: true, noDelay: true });
  carry(caller, line);
  carry(line, caller);
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (typeof address === "object" && address !== null) console.log(JSON.stringify({ port: address.port }));
});
process.stdin.on("end", () => process.exit()).resume();
