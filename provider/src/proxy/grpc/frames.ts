import { compressed, malformed, tooLong } from "../refused";

/** One byte that says whether the message is compressed, and its length (PROTOCOL-HTTP2.md of gRPC: Length-Prefixed-Message). */
const HEAD = 5;

/**
 * The only message of a unary call's body.
 *
 * @throws Refused
 */
export function messageOf(body: Buffer): Buffer {
  if (body.length < HEAD) throw malformed("the call has no whole message");
  if (body[0] === 1) throw compressed();
  if (body[0] !== 0) throw malformed("the call's message has no such head");
  if (body.readUInt32BE(1) !== body.length - HEAD) throw malformed("the call has not exactly one message");
  return body.subarray(HEAD);
}

/** Refuses a message by its head, before the rest of it has come. */
export function refuseByHead(head: Buffer, limit: number): void {
  if (head.length >= HEAD && head.readUInt32BE(1) > limit) throw tooLong(limit);
}

export function frameOf(message: Uint8Array): Buffer {
  const head = Buffer.alloc(HEAD);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}
