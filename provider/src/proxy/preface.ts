import type { Socket } from "node:net";

/** What each HTTP/2 connection begins with (RFC 9113, 3.4), as far as no request of HTTP/1 can. */
const PREFACE = Buffer.from("PRI * HTTP/2.0");

/** Reads until a connection's protocol is certain and puts back what it read. One that says too little is dropped. */
export function whenProtocolIsKnown(
  socket: Socket,
  withinMs: number,
  isHttp1: (socket: Socket) => void,
  isHttp2: (socket: Socket) => void,
): void {
  const chunks: Buffer[] = [];
  const timer = setTimeout(() => socket.destroy(), withinMs);
  const look = () => {
    const chunk: Buffer | null = socket.read();
    if (chunk === null) return;
    chunks.push(chunk);
    const head = Buffer.concat(chunks);
    const known = Math.min(head.length, PREFACE.length);
    const mayBe = head.compare(PREFACE, 0, known, 0, known) === 0;
    if (mayBe && known < PREFACE.length) return;
    clearTimeout(timer);
    socket.off("readable", look).off("end", drop).off("close", drop);
    socket.unshift(head);
    (mayBe ? isHttp2 : isHttp1)(socket);
  };
  const drop = () => {
    clearTimeout(timer);
    socket.destroy();
  };
  socket.on("readable", look).on("end", drop).on("close", drop);
}
