import type { Active } from "../writeLog/control";
import type { LoggedBody, Writer } from "../writeLog/writer";
import { ClientGone } from "./body";
import { withFound } from "./found";
import type { Credentials } from "./headers";
import type { KeyCheck } from "./keyCheck";
import { isRefusal } from "./outcomes";
import { ServiceFailure } from "./upstream/failure";
import type { Http1Upstream } from "./upstream/http1";
import { type Origin, originOf } from "./upstream/origin";

/** One write of a client, whichever way it came. */
export interface ClientWrite<A> {
  readonly bodies: readonly LoggedBody[];
  readonly credentials: Credentials;
  /** One attempt. Throws Unsuccessful for an answer that is no success, ServiceFailure when there is none. */
  send(origin: Origin): Promise<A>;
  /** The answer to a write that goes to the log alone. */
  deferred(): A;
  /** True when nobody waits for the answer any more. */
  isGone(): boolean;
}

/** Carries out writes by the rules of the write log: those of capture, by the same writer. */
export class Writes {
  constructor(
    readonly writer: Writer,
    readonly upstream: Http1Upstream,
    readonly keys: KeyCheck,
  ) {}

  /**
   * What the service says it never looked at is sent once more, as a write that had to wait is: logged again, and only
   * where it may be sent by then. The lease may have run out meanwhile, or a fence have begun.
   *
   * @throws what `send` throws, Refused, ClientGone, and what Writer.write does
   */
  run<A>(write: ClientWrite<A>): Promise<A> {
    return this.#attempt(write).catch((error: unknown) => {
      if (error instanceof ServiceFailure && error.unseen) return this.#attempt(write);
      throw error;
    });
  }

  #attempt<A>(write: ClientWrite<A>): Promise<A> {
    let sent = false;
    // A client that gave up may have written the record anew by another way: what it gave up is not sent.
    const check = () => {
      if (write.isGone()) throw new ClientGone("the client went away");
    };
    return this.writer.write<A>({
      entries: (active) => {
        check();
        return this.#entries(active, write, check);
      },
      send: async (active) => {
        sent = false;
        check();
        const origin = originOf(this.writer.record, active);
        sent = true;
        return write.send(origin);
      },
      deferred: () => write.deferred(),
      isRefusal: (error) => !sent || isRefusal(error),
    });
  }

  async #entries<A>(
    active: Active,
    { bodies, credentials }: ClientWrite<A>,
    check: () => void,
  ): Promise<readonly LoggedBody[]> {
    const { record } = this.writer;
    const origin = originOf(record, active);
    if (active === "serverless") return withFound(bodies, { upstream: this.upstream, origin, credentials, check });
    // Nobody else looks at the key of what isn't sent.
    if (record.writes === "deferred") await this.keys.require(origin, credentials);
    return bodies;
  }
}
