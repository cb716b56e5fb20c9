import type { Server } from "node:http";
import type { Socket } from "node:net";

/** Takes connections that speak HTTP/2. */
export interface Http2Door {
  enter(socket: Socket): void;
  close(): void;
}

/** What each HTTP/2 connection begins with (RFC 9113, 3.4), as far as no request of HTTP/1 can. */
const PREFACE = Buffer.from("PRI * HTTP/2.0");

/**
 * Lets an HTTP/1 server's port serve HTTP/2 without TLS as well: the first bytes of a connection decide. A connection of
 * HTTP/1 costs one look at its first chunk; after it, it is the server's as if nothing had been there. The answer ends
 * every connection that isn't the server's, and any that still comes: the server closes its own only.
 */
export function shareWithHttp2(server: Server, door: Http2Door): () => void {
  const sockets = new Set<Socket>();
  let closed = false;
  const http1 = server.listeners("connection");
  server.removeAllListeners("connection");
  server.on("connection", (socket: Socket) => {
    if (closed) return void socket.destroy();
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    decide(socket, (isHttp2) => {
      if (isHttp2) return door.enter(socket);
      sockets.delete(socket);
      for (const listener of http1) listener.call(server, socket);
    });
  });
  return () => {
    closed = true;
    door.close();
    for (const socket of sockets) socket.destroy();
  };
}

/** Reads until the protocol is certain and puts back what it read. A connection that ends or fails before is dropped. */
function decide(socket: Socket, decided: (isHttp2: boolean) => void): void {
  const chunks: Buffer[] = [];
  const look = () => {
    const chunk: Buffer | null = socket.read();
    if (chunk === null) return;
    chunks.push(chunk);
    const head = Buffer.concat(chunks);
    const known = Math.min(head.length, PREFACE.length);
    const isHttp2 = head.compare(PREFACE, 0, known, 0, known) === 0;
    if (isHttp2 && known < PREFACE.length) return;
    socket.off("readable", look).off("end", drop).off("error", drop);
    socket.unshift(head);
    decided(isHttp2);
  };
  const drop = () => void socket.destroy();
  socket.on("readable", look).on("end", drop).on("error", drop);
}
