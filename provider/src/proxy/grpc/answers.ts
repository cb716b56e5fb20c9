import type { IncomingHttpHeaders, IncomingHttpStatusHeader, OutgoingHttpHeaders } from "node:http2";
import { isOfTheHop } from "../headers";
import { type Refused, RPC } from "../refused";
import type { WriteOperation } from "../routes";
import { frameOf } from "./frames";

/** A whole answer to a call. */
export interface GrpcAnswer {
  readonly headers: OutgoingHttpHeaders;
  readonly body: Buffer;
  /** Undefined when the headers were all there is. */
  readonly trailers: OutgoingHttpHeaders | undefined;
}

const HEADERS = { ":status": 200, "content-type": "application/grpc" };
/** Field 1 of UpsertResponse, `upserted_count`, as a varint. */
const UPSERTED_COUNT = 8;

/** What the service answers to a write that succeeds; every answer but that of an upsert is an empty message. */
export function deferredAnswer(operation: WriteOperation, records: number): GrpcAnswer {
  const message = operation === "upsert" ? [UPSERTED_COUNT, ...varint(records)] : [];
  return { headers: HEADERS, body: frameOf(Uint8Array.from(message)), trailers: { "grpc-status": String(RPC.ok) } };
}

/** The status in a call's headers or trailers, or what stands for one that is missing. */
export function codeOf(...parts: (IncomingHttpHeaders | OutgoingHttpHeaders | undefined)[]): number {
  for (const part of parts) {
    const status = part?.["grpc-status"];
    if (typeof status === "string" && /^\d+$/.test(status)) return Number(status);
  }
  return RPC.unknown;
}

/** Headers of the service's answer, as they go on to the client. */
export function handedOn(headers: IncomingHttpHeaders & IncomingHttpStatusHeader): OutgoingHttpHeaders {
  const kept: OutgoingHttpHeaders = {};
  for (const name of Object.keys(headers)) {
    if (!isOfTheHop(name) || name === "trailer") kept[name] = headers[name];
  }
  return kept;
}

/** A status alone. */
export function refusal(refused: Refused): GrpcAnswer {
  const taken = refused.reason === "compressed" ? { "grpc-accept-encoding": "identity" } : {};
  return { headers: { ...HEADERS, ...statusOf(refused), ...taken }, body: Buffer.alloc(0), trailers: undefined };
}

/** As it stands in headers or trailers. */
export function statusOf({ code, message }: Refused): OutgoingHttpHeaders {
  return { "grpc-status": String(code), "grpc-message": percentEncoded(message) };
}

/** PROTOCOL-HTTP2.md of gRPC: Status-Message. */
function percentEncoded(text: string): string {
  return [...Buffer.from(text)]
    .map((byte) =>
      byte >= 0x20 && byte <= 0x7e && byte !== 0x25
        ? String.fromCharCode(byte)
        : `%${byte.toString(16).padStart(2, "0").toUpperCase()}`,
    )
    .join("");
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  let left = value;
  for (; left > 0x7f; left = Math.floor(left / 128)) bytes.push((left % 128) | 0x80);
  return [...bytes, left];
}
