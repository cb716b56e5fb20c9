import type { Readable } from "node:stream";
import type { Share } from "./load";
import { malformed, Refused, RPC, tooLong } from "./refused";

export interface BodyLimits {
  readonly bodyBytes: number;
  /** Milliseconds for it to arrive whole. */
  readonly receiveMs: number;
}

/** A client that went away before its request was answered. */
export class ClientGone extends Error {
  override readonly name = "ClientGone";
}

/**
 * A request's body, whole.
 *
 * @param look sees it as it grows, and may throw
 * @throws Refused, ClientGone
 */
export function readBody(
  source: Readable,
  { bodyBytes, receiveMs }: BodyLimits,
  share: Share,
  look?: (soFar: Buffer) => void,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    let size = 0;
    const timer = setTimeout(() => settle(() => reject(tooSlow())), receiveMs);
    const take = (part: Buffer) => {
      try {
        size += part.length;
        if (size > bodyBytes) throw tooLong(bodyBytes);
        share.take(part.length);
        parts.push(part);
        look?.(part);
      } catch (error) {
        settle(() => reject(error));
      }
    };
    const end = () => settle(() => resolve(parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts, size)));
    const gone = () => settle(() => reject(new ClientGone("the client went away")));
    const settle = (then: () => void) => {
      clearTimeout(timer);
      source.off("data", take).off("end", end).off("error", gone).off("close", gone);
      then();
    };
    source.on("data", take).on("end", end).on("error", gone).on("close", gone);
  });
}

/** Refuses a length that is announced to be too long, before anything of it is read. */
export function refuseByLength(announced: string | undefined, { bodyBytes }: BodyLimits): void {
  if (announced === undefined) return;
  if (!/^\d+$/.test(announced)) throw malformed("content-length is no number");
  if (Number(announced) > bodyBytes) throw tooLong(bodyBytes);
}

function tooSlow(): Refused {
  return new Refused(408, RPC.deadlineExceeded, "podshift proxy: the request did not arrive in time", "too-slow");
}
