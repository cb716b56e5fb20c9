import { constants, type IncomingHttpHeaders, type IncomingHttpStatusHeader } from "node:http2";
import { type Call, cancel } from "../upstream/http2";
import { type GrpcAnswer, handedOn } from "./answers";

/** Bytes of an answer to a write; the service's are a few. */
const MOST_ANSWER = 1024 * 1024;

/**
 * A call's answer, whole.
 *
 * @throws ServiceFailure when it ends before its status, or is too long
 */
export function collect({ stream, failure }: Call): Promise<GrpcAnswer> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    let size = 0;
    let headers: (IncomingHttpHeaders & IncomingHttpStatusHeader) | undefined;
    let trailers: IncomingHttpHeaders | undefined;
    let cause: unknown;
    stream.on("response", (received) => {
      headers = received;
    });
    stream.on("trailers", (received) => {
      trailers = received;
    });
    stream.on("data", (part: Buffer) => {
      size += part.length;
      if (size > MOST_ANSWER) cancel(stream);
      else parts.push(part);
    });
    stream.on("error", (error) => {
      cause = error;
    });
    stream.on("close", () => {
      const isWhole = stream.rstCode === constants.NGHTTP2_NO_ERROR && cause === undefined;
      if (headers === undefined || !isWhole) return reject(failure(cause));
      const answer = { headers: handedOn(headers), body: Buffer.concat(parts) };
      resolve({ ...answer, trailers: trailers === undefined ? undefined : handedOn(trailers) });
    });
  });
}
