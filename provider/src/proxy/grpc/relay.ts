import { constants, type OutgoingHttpHeaders, type ServerHttp2Stream } from "node:http2";
import { ClientGone } from "../body";
import type { Account } from "../parts";
import { RPC } from "../refused";
import { type Call, cancel } from "../upstream/http2";
import { codeOf, type GrpcAnswer, handedOn } from "./answers";

/**
 * Streams a call's answer on to the client, no faster than the client takes it. Resolves with the call's status.
 *
 * @param answered is given the answer's headers and trailers as they come, and says what the client gets in their place
 * @throws ServiceFailure when nothing was answered yet: the client has got nothing; ClientGone
 */
export function relay(
  to: ServerHttp2Stream,
  { stream: from, failure }: Call,
  account: Account,
  answered: (part: OutgoingHttpHeaders) => OutgoingHttpHeaders,
): Promise<number> {
  return new Promise((resolve, reject) => {
    let headers: OutgoingHttpHeaders | undefined;
    let trailers: OutgoingHttpHeaders | undefined;
    let ended = false;
    let cause: unknown;
    const resume = () => void from.resume();
    let gone = false;
    const leave = () => {
      gone = true;
      cancel(from);
    };
    const end = () => {
      ended = true;
      to.end();
    };
    from.on("response", (received, flags) => {
      headers = answered(handedOn(received));
      const isAll = (flags & constants.NGHTTP2_FLAG_END_STREAM) !== 0;
      begin(to, headers, isAll, () => trailers ?? { "grpc-status": String(RPC.unknown) });
    });
    from.on("trailers", (received) => {
      trailers = answered(handedOn(received));
    });
    from.on("data", (part: Buffer) => {
      account.answered += part.length;
      if (!to.write(part)) from.pause();
    });
    from.on("end", end);
    from.on("error", (error) => {
      cause = error;
    });
    from.on("close", () => {
      to.off("drain", resume).off("close", leave);
      if (gone) return reject(new ClientGone("the client went away"));
      if (headers === undefined) return reject(failure(cause));
      // Cut off: the client is told by a status, as there is no other way left.
      if (!ended) trailers = { "grpc-status": String(RPC.unavailable) };
      if (!ended) end();
      resolve(codeOf(trailers, headers));
    });
    to.on("drain", resume).on("close", leave);
  });
}

/** Answers whole. */
export function reply(to: ServerHttp2Stream, { headers, body, trailers }: GrpcAnswer): void {
  const isAll = trailers === undefined && body.length === 0;
  begin(to, headers, isAll, () => trailers ?? { "grpc-status": String(RPC.unknown) });
  if (!isAll && !to.closed) to.end(body);
}

/** Headers that HTTP/2 doesn't take end the call, not the proxy. */
function begin(
  to: ServerHttp2Stream,
  headers: OutgoingHttpHeaders,
  isAll: boolean,
  trailers: () => OutgoingHttpHeaders,
): void {
  if (to.destroyed || to.closed) return;
  try {
    to.respond(headers, isAll ? { endStream: true } : { waitForTrailers: true });
  } catch {
    to.close(constants.NGHTTP2_INTERNAL_ERROR);
    return;
  }
  if (!isAll) to.once("wantTrailers", () => sendTrailers(to, trailers()));
}

/** The stream may have ended since they were wanted. */
function sendTrailers(to: ServerHttp2Stream, trailers: OutgoingHttpHeaders): void {
  try {
    to.sendTrailers(trailers);
  } catch {
    to.close(constants.NGHTTP2_INTERNAL_ERROR);
  }
}
