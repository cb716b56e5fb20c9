// The least that any server of the same requests must do: read the body, parse it as JSON, answer. The baseline of
// bench/emulator.ts, in a process of its own; prints its port.
import { createServer } from "node:http";

const server = createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on("data", (part: Buffer) => parts.push(part));
  request.on("end", () => {
    const body = JSON.parse(Buffer.concat(parts).toString("utf8")) as { vectors: readonly unknown[] };
    const text = JSON.stringify({ upsertedCount: body.vectors.length });
    response.writeHead(200, { "content-type": "application/json", "content-length": text.length }).end(text);
  });
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (address !== null && typeof address === "object") console.log(JSON.stringify({ port: address.port }));
});
