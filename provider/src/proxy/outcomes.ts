import { Refused, RPC } from "./refused";
import { ServiceFailure } from "./upstream/failure";

/** An answer of the service to a write that is no success: it is handed on, and the log has to know what it means. */
export class Unsuccessful<A> extends Error {
  override readonly name = "Unsuccessful";

  constructor(
    readonly answer: A,
    /** Nothing was done and nothing will be. */
    readonly hadNoEffect: boolean,
  ) {
    super("the service did not carry out the write");
  }
}

export function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

/** gRPC codes that stand for 4xx (google/rpc/code.proto). ABORTED and CANCELLED leave open what was done before. */
const REFUSALS = new Set<number>([
  RPC.invalidArgument,
  RPC.notFound,
  RPC.alreadyExists,
  RPC.permissionDenied,
  RPC.resourceExhausted,
  RPC.failedPrecondition,
  RPC.outOfRange,
  RPC.unimplemented,
  RPC.unauthenticated,
]);

/** Whether a gRPC status says that the request surely had no effect and never will. */
export function hadNoEffectGrpc(code: number): boolean {
  return REFUSALS.has(code);
}

/** Whether a failed request to the index surely had no effect and never will. */
export function isRefusal(error: unknown): boolean {
  if (error instanceof Unsuccessful) return error.hadNoEffect;
  // By the proxy itself, in place of sending.
  if (error instanceof Refused) return true;
  return error instanceof ServiceFailure && error.unsent;
}
