import { Refused, RPC } from "../refused";

export type FailureKind = "unreached" | "lost" | "timeout";

/** How each is answered. */
const ANSWERS: Readonly<Record<FailureKind, readonly [status: number, code: number, sentence: string]>> = {
  unreached: [503, RPC.unavailable, "the index can't be reached"],
  lost: [502, RPC.unavailable, "the index ended the connection"],
  timeout: [504, RPC.deadlineExceeded, "the index did not answer in time"],
};

/** A request to the service that got no whole answer. */
export class ServiceFailure extends Error {
  override readonly name = "ServiceFailure";

  constructor(
    readonly kind: FailureKind,
    /** Surely never looked at by the service: it was not sent, or the service says so. */
    readonly unsent: boolean,
    /** Nothing was answered, on a connection that had served before: the usual end of an idle one. */
    readonly stale: boolean,
    cause?: unknown,
  ) {
    super(`the service: ${kind}`, { cause });
  }

  /** The service sent it away without a look at it: another connection may take it. */
  get unseen(): boolean {
    return this.unsent && this.kind === "lost";
  }

  /** As an answer. */
  toRefused(): Refused {
    const [status, code, sentence] = ANSWERS[this.kind];
    const tail = this.unsent ? "nothing was sent, try again" : "a write's outcome is unknown";
    return new Refused(status, code, `podshift proxy: ${sentence}; ${tail}`, this.kind);
  }
}
