import { type ErrorCode, PodshiftError } from "../errors";

/** Codes of google.rpc (google/rpc/code.proto): of gRPC statuses, and of the service's JSON errors. */
export const RPC = {
  ok: 0,
  cancelled: 1,
  unknown: 2,
  invalidArgument: 3,
  deadlineExceeded: 4,
  notFound: 5,
  alreadyExists: 6,
  permissionDenied: 7,
  resourceExhausted: 8,
  failedPrecondition: 9,
  aborted: 10,
  outOfRange: 11,
  unimplemented: 12,
  internal: 13,
  unavailable: 14,
  dataLoss: 15,
  unauthenticated: 16,
} as const;

/** A request that the proxy answers by itself, in the service's own format. */
export class Refused extends Error {
  override readonly name = "Refused";

  constructor(
    readonly status: number,
    readonly code: number,
    message: string,
    /** Why, in one word, for logs: the message may quote the request. */
    readonly reason: string,
  ) {
    super(message);
  }

  /** The REST answer's body (google.rpc.Status). */
  get body(): Buffer {
    return Buffer.from(JSON.stringify({ code: this.code, message: this.message, details: [] }));
  }
}

/** What can't be recorded: nothing was sent and nothing was logged. */
export function notRecordable(what: string): Refused {
  const message = `podshift proxy: ${what}: that can't be recorded, so nothing was sent (CAPTURE_UNSUPPORTED)`;
  return new Refused(400, RPC.invalidArgument, message, "CAPTURE_UNSUPPORTED");
}

export function notWhileLogged(what: string): Refused {
  const next = "upsert records with their values, or wait until the migration is over";
  const message = `podshift proxy: ${what} can't be recorded, so it was not sent (CAPTURE_UNSUPPORTED); ${next}`;
  return new Refused(400, RPC.failedPrecondition, message, "CAPTURE_UNSUPPORTED");
}

export function notKnown(what: string): Refused {
  const next = "it serves the data plane of one index; the control plane stays where it is";
  return new Refused(
    400,
    RPC.unimplemented,
    `podshift proxy: ${what} is not known to it, so it was not sent; ${next}`,
    "not-known",
  );
}

export function tooLong(limit: number): Refused {
  const message = `podshift proxy: the request is longer than ${limit} bytes; nothing was sent`;
  return new Refused(413, RPC.resourceExhausted, message, "too-long");
}

export function busy(): Refused {
  return new Refused(
    503,
    RPC.unavailable,
    "podshift proxy: too much is under way; nothing was sent, try again",
    "busy",
  );
}

export function malformed(what: string): Refused {
  return new Refused(400, RPC.invalidArgument, `podshift proxy: ${what}; nothing was sent`, "malformed");
}

/** gRPC: to be answered with `grpc-accept-encoding: identity`. */
export function compressed(): Refused {
  const message = "podshift proxy: compressed writes are not taken; nothing was sent";
  return new Refused(415, RPC.unimplemented, message, "compressed");
}

export function withoutKey(): Refused {
  return new Refused(401, RPC.unauthenticated, "podshift proxy: the request has no API key", "no-key");
}

/** Sentences for clients: without paths and places, which are no business of theirs. */
const OF_WRITER: Partial<Record<ErrorCode, readonly [status: number, code: number, sentence: string]>> = {
  LOG_UNAVAILABLE: [503, RPC.unavailable, "the write log does not answer; nothing was sent, try again"],
  CLOCK_SKEW: [503, RPC.unavailable, "this machine's clock is wrong; nothing was sent"],
  WRITER_ENDED: [503, RPC.unavailable, "it is being stopped; nothing was sent, try again elsewhere"],
  WRITER_SEALED: [503, RPC.unavailable, "it was taken for dead; nothing was sent, try again"],
  WRITE_NOT_ACKNOWLEDGED: [503, RPC.unavailable, "the outcome of the write is unknown; write it again"],
  ENTRY_INVALID: [400, RPC.invalidArgument, "a number isn't finite, or too large for float32; nothing was sent"],
};

/** Whatever went wrong, as an answer. */
export function refusedBy(error: unknown): Refused {
  if (error instanceof Refused) return error;
  const known = error instanceof PodshiftError ? OF_WRITER[error.code] : undefined;
  if (error instanceof PodshiftError && known !== undefined) {
    const [status, code, sentence] = known;
    return new Refused(status, code, `podshift proxy: ${sentence} (${error.code})`, error.code);
  }
  const reason = error instanceof PodshiftError ? error.code : "internal";
  return new Refused(500, RPC.internal, `podshift proxy: it failed (${reason})`, reason);
}
